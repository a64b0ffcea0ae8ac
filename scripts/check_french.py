"""Check the French that people read: typography always, spelling where hunspell and its French words are installed.

Reads the templates, docs/guide/ and CHANGELOG.md. Words that hunspell does not know and that are right
stand in scripts/french_words.txt, one per line. With CI set, a missing hunspell is a failure.
"""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "scripts/french_words.txt"
#: Template arguments and attributes that hold words for people.
SPOKEN = r"""(?:title|lead|text|label|note|summary|action_label|back_label|aria-label|placeholder|alt|data-confirm)"""
SPOKEN_VALUE = re.compile(SPOKEN + r"""=(?:"([^"{}]*)"|'([^'{}]*)')""")
CODE = re.compile(
    r"<(script|style|code|pre|svg)\b.*?</\1>|<!--.*?-->|\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", re.DOTALL
)
#: The one block that holds CSS classes.
CLASSES = re.compile(r"\{%\s*block container.*?endblock(?: container)?\s*%\}\S*")
MARKDOWN_CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+", re.DOTALL)
FAULTS = {
    "trois points au lieu de …": re.compile(r"(?<!\.)\.\.\.(?!\.)"),
    "pas d'espace avant ? ! ;": re.compile(r"[a-zàâçéèêëîïôûùü»)][?!;](?=\s|$)"),
    "pas d'espace avant les deux-points": re.compile(r"[a-zàâçéèêëîïôûùü»)]:(?=\s)"),
    "guillemets droits au lieu de « »": re.compile(r'(?<=\s)"\w|\w"(?=\s)'),
    "mot répété": re.compile(r"\b(?!(?:nous|vous)\b)(\w{2,}) \1\b", re.IGNORECASE),
}


def without_markup(source: str) -> str:
    """The words of a template, on their own lines, and the spoken arguments after them."""
    source = CLASSES.sub(_blank, CODE.sub(_blank, source))
    spoken = [first or second for first, second in SPOKEN_VALUE.findall(source)]
    # A variable glued to a word is its plural (« orientation{{ s }} »).
    text = re.sub(r"(?<=\w)\{\{.*?\}\}", "", source, flags=re.DOTALL)
    text = re.sub(r"\{\{.*?\}\}", " 0 ", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}", _blank, text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", _blank, text, flags=re.DOTALL)
    text = re.sub(r"[ \t]+(?=[,.])", "", text)
    return html.unescape(text + "\n" + "\n".join(spoken))


def _blank(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n") or " "


def readable(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    return without_markup(source) if path.suffix == ".html" else MARKDOWN_CODE.sub(_blank, source)


def typography(name: str, text: str) -> list[str]:
    told = []
    for number, line in enumerate(text.splitlines(), 1):
        for fault, pattern in FAULTS.items():
            if found := pattern.search(line):
                told.append(f"{name}:{number}: {fault} : {line.strip()[max(0, found.start() - 40) :][:90]}")
    return told


def spelling(texts: dict[str, str]) -> list[str]:
    known = {word.lower() for word in WORDS.read_text(encoding="utf-8").split()}
    everything = "\n".join(texts.values()).replace("’", "'")
    command = ["hunspell", "-i", "utf-8", "-d", "fr_FR", "-l"]
    unknown = subprocess.run(command, input=everything, capture_output=True, text=True, check=True).stdout
    told = []
    for word in sorted(
        {word.strip(".-") for word in unknown.split() if word.strip(".-").lower() not in known | {""}}
    ):
        where = next((name for name, text in texts.items() if word in text.replace("’", "'")), "?")
        told.append(f"{where}: mot inconnu : {word}")
    return told


def main() -> int:
    paths = [*sorted((ROOT / "rebond").rglob("*.html")), *sorted((ROOT / "docs/guide").glob("*.md"))]
    paths += [path for path in [ROOT / "CHANGELOG.md"] if path.exists()]
    texts = {str(path.relative_to(ROOT)): readable(path) for path in paths}
    told = [fault for name, text in texts.items() for fault in typography(name, text)]
    if shutil.which("hunspell"):
        told += spelling(texts)
    elif os.environ.get("CI"):
        told.append("hunspell is missing: apt-get install hunspell hunspell-fr")
    else:
        print("spelling not checked: apt-get install hunspell hunspell-fr")
    print("\n".join(told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
