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
