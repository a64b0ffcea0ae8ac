"""Copy the few front-end files we use from node_modules/ into the repository, with their licences.

Folders carry the version (`bootstrap-5.3.9/`), so a browser never mixes two versions and
tests/web/test_assets.py can compare them with package.json. Source map comments are removed: the
manifest storage refuses a file that points at an absent one.
"""

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "rebond/web/static/vendor"
FILES = {
    "bootstrap": (STATIC, ["dist/css/bootstrap.min.css", "dist/js/bootstrap.bundle.min.js", "LICENSE"]),
    "bootstrap-icons": (
        STATIC,
        [
            "font/bootstrap-icons.min.css",
            "font/fonts/bootstrap-icons.woff2",
            "font/fonts/bootstrap-icons.woff",
            "LICENSE",
        ],
    ),
    "@fontsource-variable/inter": (
        STATIC,
        ["files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2", "LICENSE"],
    ),
    # Used by the browser tests only: never served.
    "axe-core": (ROOT / "tests/e2e/vendor", ["axe.min.js", "LICENSE"]),
}
SOURCE_MAP = re.compile(r"^(/\*|//)# sourceMappingURL=.*$", re.MULTILINE)


def copy(package: str, version: str) -> None:
    """Replace the repository's copy of one package by the files of `version`."""
    target_root, names = FILES[package]
    short_name = package.rpartition("/")[2]
    for old in target_root.glob(f"{short_name}-[0-9]*"):
        shutil.rmtree(old)
    target = target_root / f"{short_name}-{version}"
    for name in names:
        source = ROOT / "node_modules" / package / name
        kept = Path(name.removeprefix("dist/").removeprefix("font/").removeprefix("files/"))
        destination = target / kept
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in {".css", ".js"}:
            text = SOURCE_MAP.sub("", source.read_text(encoding="utf-8")).rstrip() + "\n"
            destination.write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(source, destination)


def main() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for package, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        copy(package, version)


if __name__ == "__main__":
    main()
