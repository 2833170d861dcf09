-- Queries of store.postgres.places.

-- name: lock
-- One author at a time, until the commit.
SELECT pg_advisory_xact_lock(4606013)

-- name: lock_dwellers
-- Nobody registers a station or a contact until the commit.
SELECT pg_advisory_xact_lock(4606002), pg_advisory_xact_lock(4606009)

-- name: divisions
-- Every division of a subtree in its newest version, by code; ended ones are left out.
SELECT document::text, area::text
FROM (
    SELECT DISTINCT ON (code) * FROM division_version WHERE starts_with(code, %(within)s) ORDER BY code, version DESC
) AS newest
WHERE NOT is_ended
ORDER BY code

-- name: division_names
-- Every division of a subtree in its newest version without its area, and whether it has one, by code; ended ones are
-- left out.
SELECT document::text, area IS NOT NULL
FROM (
    SELECT DISTINCT ON (code) * FROM division_version WHERE starts_with(code, %(within)s) ORDER BY code, version DESC
) AS newest
WHERE NOT is_ended
ORDER BY code

-- name: division_revision
-- How many versions of divisions there are.
SELECT count(*) FROM division_version

-- name: known_divisions
-- The newest version of some divisions.
SELECT DISTINCT ON (code) code, version, document::text, area::text, is_ended
FROM division_version
WHERE code = ANY(%(codes)s)
ORDER BY code, version DESC

-- name: division_versions
-- Every version of one division, ascending.
SELECT version, author, at, is_ended, document::text, area::text
FROM division_version
WHERE code = %(code)s
ORDER BY version

-- name: dwellers
-- Which stations, contacts and divisions stand in a division.
SELECT 'stations', id FROM station WHERE starts_with(division, %(prefix)s)
UNION ALL
SELECT 'contacts', id FROM contact WHERE starts_with(division, %(prefix)s)
UNION ALL
SELECT 'divisions', code
FROM (SELECT DISTINCT ON (code) code, is_ended FROM division_version ORDER BY code, version DESC) AS newest
WHERE starts_with(code, %(prefix)s) AND code <> %(code)s AND NOT is_ended

-- name: put_divisions
-- Add a version of each of some divisions, tell everybody.
WITH added AS (
    INSERT INTO division_version (code, version, document, area, author, at)
    SELECT new.code, new.version, new.document::json, new.area::json, %(author)s, %(at)s
    FROM unnest(%(codes)s::text[], %(versions)s::integer[], %(documents)s::text[], %(areas)s::text[])
        AS new (code, version, document, area)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: end_division
-- Add the version that ends a division, tell everybody.
WITH added AS (
    INSERT INTO division_version (code, version, document, area, author, at, is_ended)
    SELECT code, version + 1, document, area, %(author)s, %(at)s, true
    FROM division_version
    WHERE code = %(code)s AND version = %(version)s
)
SELECT pg_notify('fenghuo', 'rules')

-- name: rivers
-- Every river in its newest version, by id, ended ones too.
SELECT DISTINCT ON (id) document::text, version, is_ended FROM river_version ORDER BY id, version DESC

-- name: put_river
-- Add a version of a river, tell everybody.
WITH added AS (
    INSERT INTO river_version (id, version, document, author, at, is_ended)
    VALUES (%(id)s, %(version)s, %(document)s::text::json, %(author)s, %(at)s, %(is_ended)s)
)
SELECT pg_notify('fenghuo', 'rules')
