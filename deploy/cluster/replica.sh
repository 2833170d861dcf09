#!/bin/sh
# Copies the primary on the first start, then follows it. `pg_ctl promote -D "$PGDATA"` makes it the primary.
set -eu
: "${PGDATA:=/var/lib/postgresql/data}"
PGPASSWORD="$(cat /run/secrets/database_password)"
export PGPASSWORD
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    pg_basebackup --host=database --username=fenghuo --pgdata="$PGDATA" --write-recovery-conf --wal-method=stream
    chmod 700 "$PGDATA"
fi
exec postgres -D "$PGDATA"
