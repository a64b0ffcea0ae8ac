"""Signatures of nobody, the same at each load: waves on a screen, and a sheet signed on paper."""

import io
import math
from functools import cache
from random import Random

from PIL import Image, ImageDraw


def scribble(name: str) -> str:
    """A drawing as somebody would leave on the screen (rebond/core/strokes.py)."""
    luck = Random(name)  # noqa: S311 - sameness is what is wanted
    pitch, height = luck.uniform(0.09, 0.16), luck.uniform(22, 42)
    points = []
    for x in range(110, 430, 8):
        fades = 1 - (x - 110) / 520
        y = (
            105
            - height * fades * math.sin(pitch * x)
            - 18 * fades * math.sin(pitch * x * luck.uniform(2.2, 2.4))
        )
        points.append(f"{x} {round(y)}")
    return f"M{points[0]}" + "".join(f"L{point}" for point in points[1:]) + "M130 158L300 150L470 156"


@cache
def scanned_sheet() -> bytes:
    """The picture of a signed sheet: plainly an example."""
    page = Image.new("L", (620, 876), 250)
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), "Feuille de présence (exemple de la démonstration)", fill=40)
    for top in (200, 330):
        pen.rectangle((60, top, 560, top + 100), outline=120)
        line = [(90 + x, top + 55 + round(22 * math.sin(x / 7))) for x in range(0, 240, 4)]
        pen.line(line, fill=30, width=3)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
