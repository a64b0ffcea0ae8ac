#!/usr/bin/env bash
# Serves Rebond: migrate, load the demo into an empty database, start the worker and the server.
# PORT (8000), DATABASE_URL (SQLite under var/), DEMO_MODE are honoured.
# DEMO_MODE: on by default with our own SQLite file, which only ever holds the demo unless somebody says
# otherwise; off by default as soon as DATABASE_URL is given, for that database may hold real people.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT="${PORT:-8000}"
if [ -z "${DATABASE_URL:-}" ]; then
  export DEMO_MODE="${DEMO_MODE:-1}"
else
  export DEMO_MODE="${DEMO_MODE:-0}"
fi
export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
python=.venv/bin/python
mkdir -p var

$python manage.py migrate --verbosity 0
$python manage.py createcachetable --verbosity 0

# Collecting takes ten seconds: only when a source changed since the last time.
sources="$(find rebond/web/static requirements/prod.txt -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)"
if [ "$(cat var/static.stamp 2>/dev/null)" != "$sources" ]; then
  echo "Préparation des fichiers statiques …"
  $python manage.py collectstatic --noinput --clear --verbosity 0
  echo "$sources" > var/static.stamp
fi

if [ "$DEMO_MODE" = 1 ] || [ "$DEMO_MODE" = true ]; then
  $python manage.py load_demo --if-empty
  $python manage.py demo_people
fi
echo
echo "  Rebond : http://127.0.0.1:$PORT   (Ctrl-C pour arrêter)"
echo

# The worker sends what waits in the outbox and does the long work. Both live and die together.
$python manage.py work &
worker=$!
.venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 2 --blocking-threads 4 \
  --backpressure 64 --no-access-log --log-level warning config.wsgi:application &
server=$!
stop() {
  trap - INT TERM EXIT
  kill -TERM "$server" "$worker" 2>/dev/null || true
  wait "$server" "$worker" 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM
trap stop EXIT
# Whichever ends first ends the other, and tells so by its own status.
wait -n "$server" "$worker"
