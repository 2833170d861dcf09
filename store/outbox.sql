-- Queries of store.postgres.outbox.

-- name: deliveries
-- Deliveries, newest first: of one warning, in some states, of a subtree of divisions.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(warning)s::text IS NULL OR warning = %(warning)s)
    AND (%(states)s::text[] IS NULL OR state = ANY(%(states)s))
    AND (%(within)s = '' OR starts_with(division, %(within)s))
ORDER BY id DESC
LIMIT %(limit)s

-- name: told_of
-- Deliveries of some warnings, newest first.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE warning = ANY(%(warnings)s::text[])
ORDER BY id DESC

-- name: deliveries_by_id
-- Deliveries, held until the commit.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE id = ANY(%(ids)s::text[])
ORDER BY id
FOR UPDATE

-- name: save_deliveries
-- Insert or replace deliveries; whoever held one holds it no longer.
INSERT INTO delivery (
    id, warning, state, idempotency_key, created, due, document, channel, recipient, division, purpose, level, changed,
    attempts, detail, sent, provider
)
SELECT
    id, nullif(warning, ''), state, idempotency_key, created, due, document::json, channel, recipient, division,
    purpose, level, changed, attempts, detail, sent, provider
FROM unnest(
    %(id)s::text[], %(warning)s::text[], %(state)s::text[], %(idempotency_key)s::text[], %(created)s::timestamptz[],
    %(due)s::timestamptz[], %(document)s::text[], %(channel)s::text[], %(recipient)s::text[], %(division)s::text[],
    %(purpose)s::text[], %(level)s::smallint[], %(changed)s::timestamptz[], %(attempts)s::integer[],
    %(detail)s::text[], %(sent)s::timestamptz[], %(provider)s::text[]
) AS given (
    id, warning, state, idempotency_key, created, due, document, channel, recipient, division, purpose, level, changed,
    attempts, detail, sent, provider
)
ON CONFLICT (id) DO UPDATE SET
    warning = excluded.warning, state = excluded.state, idempotency_key = excluded.idempotency_key,
    created = excluded.created, due = excluded.due, document = excluded.document, channel = excluded.channel,
    recipient = excluded.recipient, division = excluded.division, purpose = excluded.purpose, level = excluded.level,
    changed = excluded.changed, attempts = excluded.attempts, detail = excluded.detail, sent = excluded.sent,
    provider = excluded.provider, holder = '', lease = NULL

-- name: claim_deliveries
-- Queued deliveries of a channel that are due and that nobody holds, worst level first, held until the commit.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE state = 'queued' AND channel = %(channel)s AND (due IS NULL OR due <= %(now)s)
    AND (lease IS NULL OR lease <= %(now)s)
ORDER BY level DESC, created, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: lease_deliveries
-- The same, held beyond the commit until a lease is over.
WITH next AS (
    SELECT id
    FROM delivery
    WHERE state = 'queued' AND channel = %(channel)s AND (due IS NULL OR due <= %(now)s)
        AND (lease IS NULL OR lease <= %(now)s)
    ORDER BY level DESC, created, id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE delivery AS d SET holder = %(holder)s, lease = %(until)s
FROM next
WHERE d.id = next.id
RETURNING d.document::text, d.state, d.changed, d.attempts, d.detail, d.due, d.sent, d.provider

-- name: claim_strays
-- Queued deliveries of channels other than these, held until the commit.
SELECT document::text, state, changed, attempts, detail, due, sent, provider
FROM delivery
WHERE state = 'queued' AND channel <> ALL(%(channels)s::text[]) AND (due IS NULL OR due <= %(now)s)
    AND (lease IS NULL OR lease <= %(now)s)
ORDER BY level DESC, created, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: settle_deliveries
-- How far deliveries got; what another dispatcher has brought further meanwhile stays as it is. A CASE, because a
-- planner that has no statistics of a fresh storm would else read all that is queued.
UPDATE delivery AS d SET
    state = given.state, changed = given.changed, attempts = greatest(d.attempts, given.attempts),
    detail = given.detail, due = given.due, sent = coalesce(d.sent, given.sent), provider = given.provider,
    holder = '', lease = NULL
FROM unnest(
    %(id)s::text[], %(state)s::text[], %(changed)s::timestamptz[], %(attempts)s::integer[], %(detail)s::text[],
    %(due)s::timestamptz[], %(sent)s::timestamptz[], %(provider)s::text[]
) AS given (id, state, changed, attempts, detail, due, sent, provider)
WHERE d.id = given.id
    AND CASE d.state
        WHEN 'queued' THEN true
        WHEN 'sent' THEN given.state IN ('delivered', 'failed')
        WHEN 'unconfirmed' THEN given.state IN ('delivered', 'failed')
        ELSE false
    END
RETURNING d.id

-- name: settle_alike
-- The same for deliveries that got equally far.
UPDATE delivery AS d SET
    state = %(state)s, changed = %(changed)s, attempts = greatest(d.attempts, %(attempts)s), detail = given.detail,
    due = %(due)s, sent = coalesce(d.sent, %(sent)s), provider = %(provider)s, holder = '', lease = NULL
FROM unnest(%(id)s::text[], %(detail)s::text[]) AS given (id, detail)
WHERE d.id = given.id
    AND CASE d.state
        WHEN 'queued' THEN true
        WHEN 'sent' THEN %(state)s::text IN ('delivered', 'failed')
        WHEN 'unconfirmed' THEN %(state)s::text IN ('delivered', 'failed')
        ELSE false
    END
RETURNING d.id

-- name: keep_messages
-- Gateway ids of what was sent; an id that a gateway uses again names the newer message, a receipt that came early stays.
INSERT INTO delivery_message AS m (provider, message, delivery, at)
SELECT provider, message, delivery, %(at)s
FROM unnest(%(providers)s::text[], %(messages)s::text[], %(deliveries)s::text[]) AS given (provider, message, delivery)
ON CONFLICT (provider, message) DO UPDATE SET
    delivery = excluded.delivery, at = excluded.at,
    state = CASE WHEN m.delivery IS NULL OR m.delivery = excluded.delivery THEN m.state END,
    detail = CASE WHEN m.delivery IS NULL OR m.delivery = excluded.delivery THEN m.detail ELSE '' END
RETURNING m.delivery, m.state IS NOT NULL

-- name: take_receipts
-- What gateways said of messages; one whose id nobody knows yet waits for it.
INSERT INTO delivery_message AS m (provider, message, state, detail, at)
SELECT provider, message, state, detail, %(at)s
FROM unnest(%(providers)s::text[], %(messages)s::text[], %(states)s::text[], %(details)s::text[])
    AS given (provider, message, state, detail)
ON CONFLICT (provider, message) DO UPDATE SET state = excluded.state, detail = excluded.detail, at = excluded.at
RETURNING m.delivery

-- name: parts_of
-- What is known of the parts of deliveries, in the order in which a gateway numbered them.
SELECT delivery, state, detail
FROM delivery_message
WHERE delivery = ANY(%(ids)s::text[])
ORDER BY delivery, message

-- name: unconfirm
-- Sent long ago and never confirmed.
WITH late AS (
    SELECT id
    FROM delivery
    WHERE state = 'sent' AND sent <= %(before)s AND channel = ANY(%(channels)s::text[])
    ORDER BY sent
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE delivery AS d SET state = 'unconfirmed', changed = %(now)s
FROM late
WHERE d.id = late.id
RETURNING d.document::text, d.state, d.changed, d.attempts, d.detail, d.due, d.sent, d.provider

-- name: told_lately
-- Messages that left for recipients by a channel, of those queued since an instant.
SELECT recipient, count(*)
FROM delivery
WHERE recipient = ANY(%(recipients)s::text[]) AND created >= %(since)s AND channel = %(channel)s AND attempts > 0
GROUP BY recipient

-- name: on_the_way
-- Recipients to whom somebody may be sending one of these warnings.
SELECT DISTINCT warning, recipient
FROM delivery
WHERE warning = ANY(%(warnings)s::text[]) AND channel = %(channel)s AND state = 'queued' AND lease > %(now)s

-- name: forget_messages
-- An attempt that is given up: what a gateway says of it from now on settles nothing.
UPDATE delivery_message SET delivery = NULL WHERE delivery = ANY(%(ids)s::text[])

-- name: make_gate
-- A channel that nobody has heard of is open.
INSERT INTO channel (name) VALUES (%(name)s) ON CONFLICT DO NOTHING

-- name: gate
-- What is left of a channel's limits, held until the commit.
SELECT name, stopped, why, tokens, filled, day, used FROM channel WHERE name = %(name)s FOR UPDATE

-- name: gates
-- Every channel that was ever used or stopped.
SELECT name, stopped, why, tokens, filled, day, used FROM channel ORDER BY name

-- name: save_gate
-- What is left of a channel's limits.
UPDATE channel SET
    stopped = %(stopped)s, why = %(why)s, tokens = %(tokens)s, filled = %(filled)s, day = %(day)s, used = %(used)s
WHERE name = %(name)s

-- name: stopped
-- Why nothing may leave by a channel.
SELECT why FROM channel WHERE name = %(name)s AND stopped IS NOT NULL

-- name: put_inbound
-- What people sent back.
INSERT INTO inbound (channel, address, text, at, address_index, part)
SELECT * FROM unnest(
    %(channels)s::text[], %(addresses)s::text[], %(texts)s::text[], %(ats)s::timestamptz[], %(indexes)s::bytea[],
    %(parts)s::text[]
)

-- name: claim_inbound
-- What nobody has read, whole messages before parts, oldest first, held until the commit.
SELECT id, channel, address, text, at, part
FROM inbound
WHERE settled IS NULL
ORDER BY part <> '', id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: settle_inbound
-- Somebody has read it.
UPDATE inbound SET settled = %(at)s WHERE id = ANY(%(ids)s::bigint[])
