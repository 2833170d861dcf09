-- Queries of store.postgres.told.

-- name: put
-- Note transitions of a partition, in order.
INSERT INTO told ("partition", rule, target, level, at, document)
SELECT %(partition)s, rule, target, level, at, document::json
FROM unnest(
    %(rule)s::text[], %(target)s::text[], %(level)s::smallint[], %(at)s::timestamptz[], %(document)s::text[]
) WITH ORDINALITY AS given (rule, target, level, at, document, place)
ORDER BY place

-- name: since
-- What partitions said after what is known of each, in the order of its partition.
SELECT told.seq, told."partition", told.document::text
FROM unnest(%(partitions)s::integer[], %(seqs)s::bigint[]) AS known ("partition", seq)
JOIN told ON told."partition" = known."partition" AND told.seq > known.seq
ORDER BY told.seq
LIMIT %(limit)s

-- name: forget
-- Forget what is older, but not how a slot stands.
DELETE FROM told AS old
WHERE at < %(before)s AND (
    level = 0 OR EXISTS (
        SELECT FROM told AS later WHERE later.rule = old.rule AND later.target = old.target AND later.seq > old.seq
    )
)
