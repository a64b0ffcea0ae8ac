#!/usr/bin/env bash
# Makes sure that khal and vdirsyncer exist: the tests of the agenda's feed read it back with them.
set -euo pipefail
missing=()
for name in khal vdirsyncer; do
  command -v "$name" >/dev/null || missing+=("$name")
done
[ "${#missing[@]}" -gt 0 ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the tests of the agenda …"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null; then
    exit 0
  fi
fi
echo "******************************************************************************" >&2
echo "*  No ${missing[*]}: the agenda CANNOT be read back by real calendars, and" >&2
echo "*  tests/calendars/test_clients.py is left out.   apt-get install ${missing[*]}" >&2
echo "******************************************************************************" >&2
# On the verifying machine nothing is left out.
[ -z "${CI:-}" ]
