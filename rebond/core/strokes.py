"""A signature drawn on a screen: a path of straight strokes, in a box of 600 by 200. Vectors, never a picture."""

import re

WIDTH, HEIGHT = 600, 200
MAX_LENGTH = 12_000
#: Fewer points are a slip of the finger.
POINTS_MIN = 6

_POINT = re.compile(r"([ML])(\d{1,3}) (\d{1,3})")
_PATH = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})*)+")


def clean_strokes(text: str) -> str:
    """The drawing as it is kept; empty when nothing was drawn. Raises ValueError, in French, for anything else."""
    drawn = text.strip()
    if not drawn:
        return ""
    if len(drawn) > MAX_LENGTH:
        raise ValueError("Ce tracé est trop long : effacez-le et signez à nouveau.")
    if not _PATH.fullmatch(drawn):
        raise ValueError("Ce tracé n'a pas été compris : effacez-le et signez à nouveau.")
    points = [(int(x), int(y)) for _, x, y in _POINT.findall(drawn)]
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        raise ValueError("Ce tracé sort du cadre : effacez-le et signez à nouveau.")
    if len(points) < POINTS_MIN or len(set(points)) < POINTS_MIN:
        raise ValueError("Ce tracé est trop court : signez en entier, ou cochez « sans tracé ».")
    return drawn


def drawing(strokes: str) -> bytes:
    """The signature as an SVG image, for a document."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><path d="{strokes}" fill="none" '
        'stroke="#111111" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    ).encode()
