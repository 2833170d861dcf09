-- Queries of store.postgres.journal.

-- name: lock
-- One writer of the journal at a time, until the commit: sequence order is commit order. It must be a statement
-- of its own, so that the next one sees what the last holder committed.
SELECT pg_advisory_xact_lock(4606003)

-- name: heads
-- Last sequence number, the last hash of each of these chains, and what this transaction has changed.
SELECT given.division, head.hash, (SELECT coalesce(max(seq), 0) FROM journal),
    current_setting('fenghuo.changes', true)
FROM unnest(%(divisions)s::text[]) AS given (division) LEFT JOIN chain_head AS head USING (division)

-- name: is_written
-- Whether a row is there as it was written.
SELECT EXISTS (SELECT FROM journal WHERE seq = %(seq)s AND hash = %(hash)s)

-- name: write
-- Append rows, move the heads of their chains, tell everybody.
WITH given AS (
    SELECT * FROM unnest(
        %(seq)s::bigint[], %(at)s::timestamptz[], %(kind)s::text[], %(division)s::text[], %(data)s::text[],
        %(previous)s::bytea[], %(hash)s::bytea[], %(about)s::text[]
    ) AS row (seq, at, kind, division, data, previous, hash, about)
), written AS (
    INSERT INTO journal (seq, at, kind, division, data, previous, hash, about)
    SELECT seq, at, kind, division, data::json, previous, hash, about FROM given
), moved AS (
    INSERT INTO chain_head (division, seq, hash)
    SELECT DISTINCT ON (division) division, seq, hash FROM given ORDER BY division, seq DESC
    ON CONFLICT (division) DO UPDATE SET seq = excluded.seq, hash = excluded.hash
)
SELECT pg_notify('fenghuo', 'journal')

-- name: rows
-- Journal rows of a subtree after a sequence number.
SELECT seq, at, kind, division, data::text, previous, hash
FROM journal
WHERE seq > %(since)s AND starts_with(division, %(within)s)
ORDER BY seq
LIMIT %(limit)s

-- name: rows_before
-- Journal rows of a subtree and of a kind before a sequence number, the newest first.
SELECT seq, at, kind, division, data::text, previous, hash
FROM journal
WHERE seq < %(before)s AND starts_with(division, %(within)s) AND (%(kind)s = '' OR kind = %(kind)s)
ORDER BY seq DESC
LIMIT %(limit)s

-- name: chain_heads
-- The last hash of every chain, kept apart from the rows.
SELECT division, hash FROM chain_head ORDER BY division

-- name: standing
-- Sequence number of the last row and the last hash of every chain, of one instant.
SELECT division, hash, (SELECT coalesce(max(seq), 0) FROM journal) FROM chain_head ORDER BY division

-- name: head
-- Sequence number of the last row.
SELECT coalesce(max(seq), 0) FROM journal

-- name: lines
-- Every row from one on, as it is stored.
SELECT seq, at, kind, division, data::text, previous, hash
FROM journal
WHERE seq >= %(start)s
ORDER BY seq
