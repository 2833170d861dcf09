-- Queries of store.postgres.governance.

-- name: fences
-- Every fence in its newest version.
SELECT DISTINCT ON (id) document::text FROM fence_version ORDER BY id, version DESC

-- name: fence
-- The newest version of one fence.
SELECT version, document::text FROM fence_version WHERE id = %(id)s ORDER BY version DESC LIMIT 1

-- name: put_fence
-- Add a version of a fence, tell everybody.
WITH added AS (
    INSERT INTO fence_version (id, version, document, author, at)
    VALUES (%(id)s, %(version)s, %(document)s::text::json, %(author)s, %(at)s)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: lock
-- One author at a time, until the commit.
SELECT pg_advisory_xact_lock(4606004)
