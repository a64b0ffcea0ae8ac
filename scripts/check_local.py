"""Refuse committed files that name a package registry or a path of somebody's machine."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: A lock may name projects' pages, never the place a package was fetched from.
FORBIDDEN = re.compile(
    r"""(?ix)
    ["']?resolved["']?\s*:                            # addresses of package-lock.json
    | --(?:extra-)?index-url | --find-links | --trusted-host
    | ^\s*registry\s*=                                # .npmrc
    | https?://[^\s/"']*(?:pypi|registry\.npmjs|npmjs\.org|artifactory|nexus)[^\s"']*
    | /(?:home|Users|root)/[\w.-]+/
    """,
    re.MULTILINE,
)
SKIPPED = {"scripts/check_local.py"}


def committed_files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def main() -> int:
    faults = []
    for name in committed_files():
        if name in SKIPPED or "/vendor/" in name or not (ROOT / name).is_file():
            continue
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        faults += [
            f"{name}:{text.count(chr(10), 0, m.start()) + 1}: {m[0].strip()}"
            for m in FORBIDDEN.finditer(text)
        ]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
