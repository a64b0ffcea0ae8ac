#!/usr/bin/env bash
# Creates .venv and installs the locked dependencies: `setup.sh prod` or `setup.sh dev`.
# A stamp of the lock makes the second call immediate. Nothing outside .venv is changed, but that
# python3-venv is installed when it is missing and we are root.
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-prod}"
lock="requirements/$kind.txt"

find_python() {
  local name
  for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$name"
      return
    fi
  done
  echo "Python 3.11 or newer is needed. / Il faut Python 3.11 ou plus récent : apt-get install python3 python3-venv" >&2
  return 1
}

make_venv() {
  local python
  python="$(find_python)"
  "$python" -m venv .venv 2>/dev/null && return
  rm -rf .venv
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv / Installation de python3-venv …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
    "$python" -m venv .venv && return
  fi
  echo "Python's venv module is missing. / Le module venv de Python manque : apt-get install python3-venv" >&2
  return 1
}

wanted="$(sha256sum "$lock" | cut -d' ' -f1)"
stamp=".venv/.installed-$kind"
# The development lock holds the run-time one: installed once, it serves both commands.
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
  exit 0
fi
[ -x .venv/bin/python ] || make_venv
echo "Installing the locked dependencies ($kind) / Installation des dépendances …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r "$lock"
echo "$wanted" > "$stamp"
# The same lock file always installs the same set: dev holds prod at the same versions.
if [ "$kind" = dev ]; then
  sha256sum requirements/prod.txt | cut -d' ' -f1 > .venv/.installed-prod
fi
