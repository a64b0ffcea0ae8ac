#!/usr/bin/env bash
# Makes sure that a Chromium exists for the browser tests.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests …"
  if apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -qq -y chromium >/dev/null; then
    exit 0
  fi
fi
echo "******************************************************************************" >&2
echo "*  No Chromium: the browser tests CANNOT run. apt-get install chromium       *" >&2
echo "******************************************************************************" >&2
exit 1
