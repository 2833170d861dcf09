-- Queries of store.postgres.ownership.

-- name: share
-- Keep the partition's epoch as it is until this transaction ends.
SELECT pg_advisory_xact_lock_shared(4606033, %(partition)s)

-- name: epoch
-- Whose turn it is to write.
SELECT epoch, holder FROM ownership WHERE "partition" = %(partition)s

-- name: alone
-- Whether no transaction of another holder is open; nobody begins one until this transaction ends.
SELECT pg_try_advisory_xact_lock(4606033, %(partition)s)

-- name: evict
-- End the sessions whose transactions still stand under an earlier epoch, whoever has stopped in the middle of one.
SELECT count(pg_terminate_backend(pid))
FROM pg_locks
WHERE locktype = 'advisory' AND classid = 4606033 AND objid = %(partition)s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND pid <> pg_backend_pid()

-- name: claim
-- Give a partition to a holder under an epoch that is higher than any before; no row: it is not.
INSERT INTO ownership ("partition", epoch, holder, since)
VALUES (%(partition)s, %(epoch)s, %(holder)s, %(at)s)
ON CONFLICT ("partition") DO UPDATE
SET epoch = excluded.epoch, holder = excluded.holder, since = excluded.since
WHERE ownership.epoch < excluded.epoch
RETURNING epoch

-- name: owners
-- Who may write to each partition.
SELECT "partition", epoch, holder, since FROM ownership ORDER BY "partition"
