-- Queries of store.postgres.places.

-- name: lock
-- One author at a time, until the commit.
SELECT pg_advisory_xact_lock(4606013)

-- name: divisions
-- Every division in its newest version, by code.
SELECT DISTINCT ON (code) document::text, area::text FROM division_version ORDER BY code, version DESC

-- name: division_names
-- Every division in its newest version without its area, and whether it has one, by code.
SELECT DISTINCT ON (code) document::text, area IS NOT NULL FROM division_version ORDER BY code, version DESC

-- name: known_divisions
-- The newest version of some divisions.
SELECT DISTINCT ON (code) code, version, document::text, area::text
FROM division_version
WHERE code = ANY(%(codes)s)
ORDER BY code, version DESC

-- name: division_versions
-- Every version of one division, ascending.
SELECT version, author, at, document::text, area::text FROM division_version WHERE code = %(code)s ORDER BY version

-- name: put_divisions
-- Add a version of each of some divisions, tell everybody.
WITH added AS (
    INSERT INTO division_version (code, version, document, area, author, at)
    SELECT new.code, new.version, new.document::json, new.area::json, %(author)s, %(at)s
    FROM unnest(%(codes)s::text[], %(versions)s::integer[], %(documents)s::text[], %(areas)s::text[])
        AS new (code, version, document, area)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: rivers
-- Every river in its newest version, by id.
SELECT DISTINCT ON (id) document::text, version FROM river_version ORDER BY id, version DESC

-- name: put_river
-- Add a version of a river, tell everybody.
WITH added AS (
    INSERT INTO river_version (id, version, document, author, at)
    VALUES (%(id)s, %(version)s, %(document)s::text::json, %(author)s, %(at)s)
)
SELECT pg_notify('fenghuo', 'rules')
