#!/usr/bin/env bash
# Resolves the dependencies again. The result holds hashes and no registry address.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
options=(--universal --generate-hashes --no-header --quiet --python-version 3.11
  --override requirements/overrides.txt "$@")
.venv/bin/uv pip compile "${options[@]}" pyproject.toml --output-file requirements/prod.txt
.venv/bin/uv pip compile "${options[@]}" pyproject.toml --group dev --constraints requirements/prod.txt --output-file requirements/dev.txt
git diff --stat -- requirements
