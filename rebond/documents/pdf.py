"""Documents on paper: PDF/UA-1 (read aloud) and PDF/A-2a (kept for years), typeset by Typst.

Only the fonts that Typst carries are used, so that the document is the same on every machine.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from rebond.core import clock

#: The frame of every document: `#import "paper.typ": *` in a template.
PAPER = Path(__file__).parent / "paper.typ"


def render(
    template: Path,
    content: Mapping[str, Any],
    *,
    files: Mapping[str, bytes] | None = None,
    texts: Mapping[str, bytes] | None = None,
) -> bytes:
    """Typeset `template` as a PDF. It reads `content` by `json("content.json")`, and `files` (images) by their names.

    So are `texts` (UTF-8, SVG pictures among them), which stay in memory.

    The template must give the document a title, and each image an `alt`: Typst refuses what PDF/UA forbids.
    """
    # Typst takes texts from memory; images, from a folder: words about people are never written there.
    sources: Any = {
        "main": template.read_bytes(),
        "paper.typ": PAPER.read_bytes(),
        # What templates of the same folder share.
        **{path.name: path.read_bytes() for path in template.parent.glob("*.typ") if path != template},
        "content.json": json.dumps(content, ensure_ascii=False).encode(),
        **(texts or {}),
    }
    with TemporaryDirectory(prefix="rebond-images-") as folder:
        for name, image in (files or {}).items():
            (Path(folder) / name).write_bytes(image)
        return typst.compile(
            sources,
            root=folder,
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=clock.now().replace(microsecond=0),
        )
