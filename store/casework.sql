-- Queries of store.postgres.casework.

-- name: open_incidents
-- Incidents of these (rule, target) that are not closed, held until the commit.
SELECT document::text
FROM incident
WHERE (rule, target) IN (SELECT * FROM unnest(%(rules)s::text[], %(targets)s::text[])) AND state <> 'closed'
ORDER BY id
FOR UPDATE

-- name: lock_incident
-- One incident, held until the commit.
SELECT document::text FROM incident WHERE id = %(id)s FOR UPDATE

-- name: incident
-- One incident.
SELECT document::text FROM incident WHERE id = %(id)s

-- name: closed_standing
-- The newest incident of each (rule, target), where it was closed while its danger stood.
SELECT document::text
FROM incident
WHERE id IN (SELECT max(id) FROM incident GROUP BY rule, target) AND state = 'closed' AND level > 0
ORDER BY id

-- name: save_incidents
-- Insert or replace incidents, in order.
INSERT INTO incident (
    id, rule, target, division, level, state, opened, changed, station, situation, acknowledged, muted, reason, document
)
SELECT
    id, rule, target, division, level, state, opened, changed, station, situation, acknowledged, muted, reason,
    document::json
FROM unnest(
    %(id)s::text[], %(rule)s::text[], %(target)s::text[], %(division)s::text[], %(level)s::smallint[],
    %(state)s::text[], %(opened)s::timestamptz[], %(changed)s::timestamptz[], %(station)s::text[],
    %(situation)s::text[], %(acknowledged)s::timestamptz[], %(muted)s::boolean[], %(reason)s::text[],
    %(document)s::text[]
) AS given (
    id, rule, target, division, level, state, opened, changed, station, situation, acknowledged, muted, reason, document
)
ON CONFLICT (id) DO UPDATE SET
    station = excluded.station, situation = excluded.situation, acknowledged = excluded.acknowledged,
    muted = excluded.muted, reason = excluded.reason, rule = excluded.rule, target = excluded.target, division = excluded.division, level = excluded.level,
    state = excluded.state, opened = excluded.opened, changed = excluded.changed, document = excluded.document

-- name: hold_chains
-- Chains of warnings, held until the commit before any warning of them: whoever works on one waits for the others.
SELECT FROM told_with WHERE incident = ANY(%(incidents)s::text[]) ORDER BY incident FOR UPDATE

-- name: hold_chains_of
-- The chains that warnings belong to, held until the commit.
SELECT FROM told_with
WHERE incident IN (SELECT incident FROM warning WHERE id = ANY(%(ids)s::text[]))
ORDER BY incident
FOR UPDATE

-- name: latest_warnings
-- The warnings that incidents still work with, the newest of an incident last, held until the commit.
SELECT incident, document::text
FROM warning
WHERE incident = ANY(%(incidents)s::text[]) AND stage IN ('draft', 'reviewed', 'issued')
ORDER BY id
FOR UPDATE

-- name: lock_incidents_of
-- The incidents that warnings are about, held until the commit: an incident is always locked before its warnings.
SELECT FROM incident
WHERE id IN (SELECT incident FROM warning WHERE id = ANY(%(ids)s::text[]))
ORDER BY id
FOR UPDATE

-- name: hold_replaced
-- What drafts are to replace that no incident leads, held until the commit: locked before them, like a chain.
SELECT FROM warning
WHERE id IN (SELECT document->>'replaces' FROM warning WHERE id = ANY(%(ids)s::text[]) AND incident IS NULL)
ORDER BY id
FOR UPDATE

-- name: follower_of
-- The newest draft that is to replace a warning, held until the commit.
SELECT w.document::text
FROM warning AS w JOIN warning AS b ON b.division = w.division
WHERE b.id = %(warning)s AND w.stage IN ('draft', 'reviewed') AND w.document->>'replaces' = b.id
ORDER BY w.id DESC
LIMIT 1
FOR UPDATE OF w

-- name: lock_warnings
-- Warnings, held until the commit.
SELECT id, document::text FROM warning WHERE id = ANY(%(ids)s::text[]) ORDER BY id FOR UPDATE

-- name: warning
-- One warning.
SELECT document::text FROM warning WHERE id = %(id)s

-- name: warnings
-- Warnings of a subtree, newest first, of one incident, some stages or those that wait only.
SELECT document::text
FROM warning
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (
        %(incident)s::text IS NULL OR incident = %(incident)s
        OR incident = (SELECT lead FROM told_with WHERE told_with.incident = %(incident)s)
    )
    AND (%(stages)s::text[] IS NULL OR stage = ANY(%(stages)s))
    AND starts_with(division, %(within)s) AND (NOT %(is_waiting)s::boolean OR waits)
ORDER BY id DESC
LIMIT %(limit)s

-- name: run_out
-- Issued warnings whose time is over, the longest over first.
SELECT id FROM warning WHERE stage = 'issued' AND expires <= %(now)s ORDER BY expires, id LIMIT %(limit)s

-- name: save_warnings
-- Insert or replace warnings.
INSERT INTO warning (id, incident, division, level, stage, expires, due, waits, document)
SELECT id, incident, division, level, stage, expires, due, waits, document::json
FROM unnest(
    %(id)s::text[], %(incident)s::text[], %(division)s::text[], %(level)s::smallint[], %(stage)s::text[],
    %(expires)s::timestamptz[], %(due)s::timestamptz[], %(waits)s::boolean[], %(document)s::text[]
) AS given (id, incident, division, level, stage, expires, due, waits, document)
ON CONFLICT (id) DO UPDATE SET
    incident = excluded.incident, division = excluded.division, level = excluded.level, stage = excluded.stage,
    expires = excluded.expires, due = excluded.due, waits = excluded.waits, document = excluded.document

-- name: lock_contacts
-- One writer of contacts at a time, until the commit.
SELECT pg_advisory_xact_lock(4606009)

-- name: put_contacts
-- Insert or replace contacts.
INSERT INTO contact (
    id, name, division, prefix, channel, address, person, duty, rank, groups, site, language, world, address_index
)
SELECT * FROM unnest(
    %(id)s::text[], %(name)s::text[], %(division)s::text[], %(prefix)s::text[], %(channel)s::text[],
    %(address)s::text[], %(person)s::text[], %(duty)s::text[], %(rank)s::integer[], %(groups)s::text[],
    %(site)s::text[], %(language)s::text[], %(world)s::text[], %(address_index)s::bytea[]
)
ON CONFLICT (id) DO UPDATE SET
    name = excluded.name, division = excluded.division, prefix = excluded.prefix, channel = excluded.channel,
    address = excluded.address, person = excluded.person, duty = excluded.duty, rank = excluded.rank,
    groups = excluded.groups, site = excluded.site, language = excluded.language, world = excluded.world, address_index = excluded.address_index

-- name: contacts
-- Every contact of a subtree.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE starts_with(division, %(within)s)
ORDER BY id

-- name: contacts_in
-- Contacts of one world in line with any of some divisions, or in any of some groups.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE world = %(world)s AND (
    prefix = ANY(%(above)s::text[])
    OR left(division, 2) = ANY(%(prefixes)s::text[]) OR left(division, 4) = ANY(%(prefixes)s::text[])
    OR left(division, 6) = ANY(%(prefixes)s::text[]) OR left(division, 9) = ANY(%(prefixes)s::text[])
    OR division = ANY(%(prefixes)s::text[]) OR string_to_array(groups, ',') && %(groups)s::text[]
)
ORDER BY id

-- name: contacts_for
-- Contacts of one world whose division contains this one or lies in it.
SELECT id, name, division, channel, address, person, duty, rank, groups, site, language, world
FROM contact
WHERE world = %(world)s AND (starts_with(%(division)s, prefix) OR starts_with(division, %(prefix)s))
ORDER BY id
