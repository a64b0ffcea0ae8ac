#!/usr/bin/env bash
# Everything that can be said without running a test. Every step runs; one failure fails the whole.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
# A database of its own: checking changes nothing.
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export DATABASE_URL="sqlite:///$scratch/check.sqlite3" SECRET_KEY=for-checks-only

failed=0
step() {
  printf '%-24s' "$1"
  shift
  if "$@" >"$scratch/out" 2>&1; then
    echo ok
  else
    echo FAILED
    tail -60 "$scratch/out"
    failed=1
  fi
}
templates() {
  mapfile -t files < <(git ls-files --cached --others --exclude-standard 'rebond/*.html')
  $bin/djade --target-version 5.2 --check "${files[@]}" && $bin/djlint --lint --quiet "${files[@]}"
}

step "style" $bin/ruff check .
step "format" $bin/ruff format --check .
step "types" $bin/mypy
step "import contracts" $bin/lint-imports
step "migrations" $bin/python manage.py makemigrations --check --dry-run
step "Django's checks" $bin/python -W error manage.py check --fail-level WARNING
step "templates" templates
step "nothing local" $bin/python scripts/check_local.py
step "French" $bin/python scripts/check_french.py
exit "$failed"
