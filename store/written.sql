-- Queries of store.postgres.written.

-- name: lock_written
-- One author at a time, until the commit.
SELECT pg_advisory_xact_lock(4606019)

-- name: written
-- The newest version of each document of a kind that still holds, in a subtree.
SELECT document::text, version
FROM (
    SELECT DISTINCT ON (id) document, version, division, is_ended
    FROM written_version
    WHERE kind = %(kind)s
    ORDER BY id, version DESC
) AS newest
WHERE NOT is_ended AND starts_with(division, %(within)s)

-- name: written_versions
-- Every version of one document, ascending.
SELECT version, author, at, is_ended, document::text
FROM written_version
WHERE kind = %(kind)s AND id = %(id)s AND starts_with(division, %(within)s)
ORDER BY version

-- name: put_written
-- Add a version.
INSERT INTO written_version (kind, id, version, division, document, author, at, is_ended)
VALUES (
    %(kind)s, %(id)s, %(version)s, %(division)s, %(document)s::json, %(author)s, %(at)s, %(is_ended)s
)

-- name: dangers
-- Incidents that stand now in a subtree and name a hazard. The text is searched, not the JSON: a NUL that somebody said
-- of one incident must not hide the others.
SELECT document::text
FROM incident
WHERE state <> 'closed' AND level > 0 AND starts_with(division, %(within)s)
    AND strpos(document::text, %(named)s) > 0
ORDER BY id

-- name: clocked_warnings
-- Warnings at which the clock must look, the soonest first.
SELECT document::text, due FROM warning WHERE due IS NOT NULL ORDER BY due, id LIMIT %(limit)s
