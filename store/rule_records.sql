-- Queries of store.postgres.rule_records.

-- name: lock
-- One author at a time, until the commit; the same lock as for fences.
SELECT pg_advisory_xact_lock(4606004)

-- name: newest
-- Every rule in its newest version, those that take a rule away left out.
SELECT document::text FROM (
    SELECT DISTINCT ON (id) id, document, is_removal FROM rule_version ORDER BY id, version DESC
) AS newest WHERE NOT is_removal ORDER BY id

-- name: relevant
-- The versions that count at an instant or may count later, and always the newest; see rules.record.relevant.
WITH lasting AS (
    SELECT v.id, max(v.version) AS version
    FROM rule_version AS v
    WHERE v.effective_until IS NULL AND (v.effective_from IS NULL OR v.effective_from <= %(at)s)
        AND (v.signatures_needed = 0 OR v.signatures_needed <= (
            SELECT count(*) FROM rule_signature AS s WHERE s.id = v.id AND s.version = v.version
        ))
    GROUP BY v.id
), newest AS (
    SELECT id, max(version) AS version FROM rule_version GROUP BY id
)
SELECT v.document::text, v.author, v.at, v.reason, v.effective_from, v.effective_until, v.backtest,
    v.signatures_needed, v.is_removal, v.restores
FROM rule_version AS v JOIN newest USING (id) LEFT JOIN lasting USING (id)
WHERE v.version = newest.version
    OR (v.version >= coalesce(lasting.version, 0) AND (v.effective_until IS NULL OR v.effective_until > %(at)s))
ORDER BY v.id, v.version

-- name: versions
-- Every version of some rules.
SELECT document::text, author, at, reason, effective_from, effective_until, backtest, signatures_needed, is_removal,
    restores
FROM rule_version WHERE id = ANY(%(ids)s) ORDER BY id, version

-- name: signatures
-- Every signature, or those of some rules.
SELECT id, version, signer, at, sha256, note FROM rule_signature
WHERE %(ids)s::text[] IS NULL OR id = ANY(%(ids)s::text[]) ORDER BY at, signer

-- name: put
-- Add versions of rules, tell everybody.
WITH added AS (
    INSERT INTO rule_version (id, version, document, author, at, reason, effective_from, effective_until, backtest,
        signatures_needed, is_removal, restores)
    SELECT u.id, u.version, u.document::json, %(author)s, %(at)s, u.reason, u.effective_from, u.effective_until,
        u.backtest, u.signatures_needed, u.is_removal, u.restores
    FROM unnest(%(id)s::text[], %(version)s::integer[], %(document)s::text[], %(reason)s::text[],
        %(effective_from)s::timestamptz[], %(effective_until)s::timestamptz[], %(backtest)s::text[],
        %(signatures_needed)s::integer[], %(is_removal)s::boolean[], %(restores)s::integer[])
        AS u(id, version, document, reason, effective_from, effective_until, backtest, signatures_needed, is_removal,
            restores)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: sign
-- Add a signature, tell everybody.
WITH added AS (
    INSERT INTO rule_signature (id, version, signer, at, sha256, note)
    VALUES (%(id)s, %(version)s, %(signer)s, %(at)s, %(sha256)s, %(note)s)
)
SELECT pg_notify('fenghuo', 'rules')

-- name: put_backtest
-- Keep what a rule would have said, once.
INSERT INTO rule_backtest (id, rule, at, document) VALUES (%(id)s, %(rule)s, %(at)s, %(document)s::text::json)
ON CONFLICT (id) DO NOTHING

-- name: backtest
-- One kept back-test.
SELECT document::text FROM rule_backtest WHERE id = %(id)s
