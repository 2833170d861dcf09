-- Queries of store.migrate.

-- name: lock
-- One migrator at a time; held until the connection closes.
SELECT pg_advisory_lock(4606000)

-- name: create_table
-- Where applied migrations are remembered.
CREATE TABLE IF NOT EXISTS migration (
    name     text COLLATE "C" PRIMARY KEY,
    checksum text NOT NULL,
    applied  timestamptz NOT NULL DEFAULT now()
)

-- name: applied
-- What has run, and with which text.
SELECT name, checksum FROM migration

-- name: remember
-- Note that one has run.
INSERT INTO migration (name, checksum) VALUES (%(name)s, %(checksum)s)
