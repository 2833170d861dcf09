-- Queries of store.postgres.session.

-- name: create_staging
-- Where a batch waits on its way in; private to the connection, emptied at the end of every transaction.
CREATE TEMP TABLE IF NOT EXISTS staging (
    phenomenon_time timestamptz NOT NULL,
    result_time     timestamptz NOT NULL,
    value           double precision NOT NULL,
    datastream      integer NOT NULL,
    why             integer NOT NULL,
    quality         smallint NOT NULL,
    is_newest       boolean NOT NULL,
    lon             double precision,
    lat             double precision
) ON COMMIT DELETE ROWS

-- name: track
-- Write down what this transaction changes; see migration 0025.
SELECT set_config('fenghuo.tracking', 'on', true)

-- name: ping
-- Whether the database answers.
SELECT 1

-- name: edition
-- Whether readings are kept in a hypertable, and under which licence TimescaleDB runs.
SELECT
    (SELECT relkind = 'p' FROM pg_class WHERE oid = 'observation'::regclass) AS is_partitioned,
    current_setting('timescaledb.license', true) AS license

-- name: listen
-- Hear of journal rows, stations and rules that other sessions commit.
LISTEN fenghuo

-- name: log_end
-- How far the primary's log goes, bytes: every commit that anybody can see lies before it.
SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint

-- name: replayed
-- How far a standby has replayed that log, bytes; null where the server is no standby.
SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END
