-- Queries of fenghuo.backup: what a database consists of, asked of its catalogue.

-- name: server
-- Version of the server; edition of TimescaleDB if the database uses it.
SELECT
    current_setting('server_version'),
    CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')
        THEN (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb')
            || ' ' || coalesce(current_setting('timescaledb.license', true), '')
    END,
    to_char(transaction_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')

-- name: is_migrated
-- Whether a Fenghuo was ever set up here.
SELECT to_regclass('migration') IS NOT NULL

-- name: tables
-- Tables of our schema with the columns that are stored, partitions and what belongs to an extension left out.
SELECT c.relname::text, c.relkind = 'p', array_agg(a.attname::text ORDER BY a.attnum),
    array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
FROM pg_class AS c
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e'
    )
GROUP BY c.oid, c.relname, c.relkind
ORDER BY c.relname

-- name: references
-- Which table refers to which.
SELECT DISTINCT child.relname::text, parent.relname::text
FROM pg_constraint AS k
JOIN pg_class AS child ON child.oid = k.conrelid
JOIN pg_class AS parent ON parent.oid = k.confrelid
WHERE k.contype = 'f' AND k.conparentid = 0 AND child.oid <> parent.oid
    AND child.relnamespace = current_schema()::regnamespace

-- name: sequences
-- Sequences of our schema.
SELECT c.relname::text
FROM pg_class AS c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
    AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e'
    )
ORDER BY c.relname

-- name: routines
-- Functions of our schema.
SELECT p.proname::text, p.oid::regprocedure::text
FROM pg_proc AS p
WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
    AND NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e'
    )
ORDER BY 2

-- name: has_hypertables
-- Whether the database may hold any.
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb')

-- name: partition_spans
-- Tables that are cut by time, by which column, and the spans of their partitions.
SELECT parent.relname::text, a.attname::text,
    substring(pg_get_expr(child.relpartbound, child.oid) FROM 'FROM \(''([^'']+)''\)')::timestamptz,
    substring(pg_get_expr(child.relpartbound, child.oid) FROM 'TO \(''([^'']+)''\)')::timestamptz
FROM pg_partitioned_table AS p
JOIN pg_class AS parent ON parent.oid = p.partrelid
JOIN pg_attribute AS a ON a.attrelid = parent.oid AND a.attnum = p.partattrs[0]
JOIN pg_inherits AS i ON i.inhparent = parent.oid
JOIN pg_class AS child ON child.oid = i.inhrelid
WHERE parent.relnamespace = current_schema()::regnamespace AND p.partstrat = 'r' AND p.partnatts = 1
ORDER BY 1, 3

-- name: chunk_spans
-- The same of hypertables.
SELECT c.hypertable_name::text, d.column_name::text, c.range_start, c.range_end
FROM timescaledb_information.chunks AS c
JOIN timescaledb_information.dimensions AS d USING (hypertable_schema, hypertable_name)
WHERE c.hypertable_schema = current_schema() AND d.dimension_number = 1
ORDER BY 1, 3

-- name: pictures
-- Pictures that events refer to, and whether one was ever here: it came with its event, or was fetched.
SELECT sha256, bool_or(was_here)
FROM (
    SELECT lower(image_sha256) AS sha256, image_url = '' AS was_here FROM event WHERE image_sha256 <> ''
    UNION ALL
    SELECT lower(sha256), state = 'kept' FROM evidence WHERE sha256 <> ''
) AS referred (sha256, was_here)
GROUP BY sha256
ORDER BY sha256

-- name: standing
-- What is still going on.
SELECT 'deliveries waiting', count(*) FROM delivery WHERE state = 'queued'
UNION ALL
SELECT 'incidents open', count(*) FROM incident WHERE state <> 'closed'
UNION ALL
SELECT 'warnings in force', count(*) FROM warning WHERE stage = 'issued'

-- name: others
-- Processes of Fenghuo that are connected to this database.
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'fenghuo' AND pid <> pg_backend_pid()

-- name: own_schema
-- Keep migrators away until the connection closes; whether nobody else does.
SELECT pg_try_advisory_lock(4606000)

-- name: check_references
-- Check now what would be checked at the commit: later migrations may alter the tables.
SET CONSTRAINTS ALL IMMEDIATE

-- name: refresh_statistics
-- Let the planner know what came.
ANALYZE
