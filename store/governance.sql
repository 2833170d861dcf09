-- Queries of store.postgres.governance.

-- name: fences
-- Every fence of a subtree in its newest version.
SELECT document::text
FROM (SELECT DISTINCT ON (id) id, document FROM fence_version ORDER BY id, version DESC) AS newest
WHERE %(within)s = '' OR starts_with(document ->> 'division', %(within)s)
ORDER BY id

-- name: known_fences
-- The newest version of some fences.
SELECT DISTINCT ON (id) id, version, document::text FROM fence_version WHERE id = ANY(%(ids)s)
ORDER BY id, version DESC

-- name: put_fences
-- Add versions of fences, tell everybody.
WITH added AS (
    INSERT INTO fence_version (id, version, document, author, at)
    SELECT u.id, u.version, u.document::json, %(author)s, %(at)s
    FROM unnest(%(id)s::text[], %(version)s::integer[], %(document)s::text[]) AS u(id, version, document)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: lock
-- One author at a time, until the commit.
SELECT pg_advisory_xact_lock(4606004)
