#!/usr/bin/env bash
# Serves Rebond: migrate, load the demo into an empty database, start the worker and the server.
# PORT (8000), DATABASE_URL (SQLite under var/), DEMO_MODE are honoured.
# DEMO_MODE unset: on when the database is empty (the demo is then loaded) or holds invented people only;
# one real person switches it off. For a new installation with real people, say DEMO_MODE=0 from the first start.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORT="${PORT:-8000}"
export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
python=.venv/bin/python
mkdir -p var

# Asked before anything else: the server's own answer to a busy port is a page of internals.
$python - "$PORT" <<'END' || exit 1
import socket
import sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    listener.bind(("127.0.0.1", int(sys.argv[1])))
except (OSError, OverflowError, ValueError):
    sys.exit(f"Le port {sys.argv[1]} est pris ou n'existe pas : choisissez-en un autre, par exemple PORT=8080 make run")
END

$python manage.py migrate --verbosity 0
$python manage.py createcachetable --verbosity 0

# Collecting takes ten seconds: only when a source changed since the last time.
sources="$(find rebond/web/static requirements/prod.txt -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)"
if [ "$(cat var/static.stamp 2>/dev/null)" != "$sources" ]; then
  echo "Préparation des fichiers statiques …"
  $python manage.py collectstatic --noinput --clear --verbosity 0
  echo "$sources" > var/static.stamp
fi

state="$($python manage.py demo_state)"
if [ -z "${DEMO_MODE:-}" ]; then
  [ "$state" = real ] && DEMO_MODE=0 || DEMO_MODE=1
fi
export DEMO_MODE
case "$DEMO_MODE" in
  1 | true | yes | on)
    # Loading tells who the people are; a later start tells it again.
    if [ "$state" = empty ]; then $python manage.py load_demo; else $python manage.py demo_people; fi
    ;;
esac
echo
echo "  Rebond : http://127.0.0.1:$PORT   (Ctrl-C pour arrêter)"
echo

# The worker sends what waits in the outbox and does the long work. Both live and die together.
$python manage.py work &
worker=$!
# In a session of its own: a Ctrl-C of the terminal would reach the server's own workers at the same time as
# our SIGTERM, and they then never end. Should one hang all the same, it is killed after ten seconds.
setsid .venv/bin/granian --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 2 --blocking-threads 4 \
  --backpressure 64 --workers-kill-timeout 10 --no-access-log --log-level warning config.wsgi:application &
server=$!
stop() {
  trap - INT TERM HUP EXIT
  kill -TERM "$server" "$worker" 2>/dev/null || true
  wait "$server" "$worker" 2>/dev/null || true
}
trap 'stop; exit 0' INT TERM HUP
trap stop EXIT
# Whichever ends first ends the other, and tells so by its own status.
wait -n "$server" "$worker"
