#!/usr/bin/env bash
# Runs a command with DATABASE_URL on a throw-away PostgreSQL, which it installs (as root) and starts itself.
set -euo pipefail
cd "$(dirname "$0")/.."

tools() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
if [ -z "$(tools)" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "PostgreSQL is missing: apt-get install postgresql" >&2
    exit 1
  fi
  echo "Installing PostgreSQL …"
  # No server of the system is wanted, only the programs.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -qq -y postgresql >/dev/null
fi
bin="$(tools)"
# A folder whose path the other user may walk through, and short enough for a socket.
data="$(mktemp -d /tmp/rebond-pg.XXXXXX)"
port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"

# initdb refuses root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 "$@"
  else
    "$@"
  fi
}
[ "$(id -u)" = 0 ] && chown postgres:postgres "$data"
stop() {
  as_owner "$bin/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$data"
}
trap stop EXIT
as_owner "$bin/initdb" -D "$data/db" -U rebond -A trust --no-sync --encoding=UTF8 --locale=C.UTF-8 >/dev/null
as_owner "$bin/pg_ctl" -D "$data/db" -w -t 60 -l "$data/log" \
  -o "-p $port -k $data -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=60" start >/dev/null
DATABASE_URL="postgresql://rebond@127.0.0.1:$port/postgres" timeout --kill-after=20 1200 "$@"
