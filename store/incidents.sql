-- Queries of store.postgres.incidents.

-- name: around
-- Incidents at these stations, in these divisions or subtrees that are not closed, held until the commit.
SELECT document::text
FROM incident
WHERE state <> 'closed'
    AND (
        station = ANY(%(stations)s::text[])
        OR division = ANY(%(divisions)s::text[])
        OR division LIKE ANY(%(subtrees)s::text[])
    )
ORDER BY id
FOR UPDATE

-- name: meant
-- Incidents that are not closed, of some rules, stations or of a subtree, held until the commit.
SELECT document::text
FROM incident
WHERE state <> 'closed'
    AND (%(rules)s::text[] IS NULL OR rule = ANY(%(rules)s))
    AND (%(stations)s::text[] IS NULL OR station = ANY(%(stations)s))
    AND starts_with(division, %(division)s)
ORDER BY id
FOR UPDATE

-- name: lapsed
-- Incidents acknowledged before these instants and not begun since, by level; those that others hold left out.
SELECT document::text
FROM incident JOIN unnest(%(levels)s::smallint[], %(before)s::timestamptz[]) AS given (level, before) USING (level)
WHERE state IN ('acknowledged', 'assigned') AND acknowledged <= before
ORDER BY id
LIMIT 1000
FOR UPDATE OF incident SKIP LOCKED

-- name: incidents
-- Incidents of a subtree, newest first: all, those on the board, or closed ones; of one situation only.
SELECT document::text
FROM incident
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(is_open)s::boolean IS NULL OR (state <> 'closed') = %(is_open)s)
    AND starts_with(division, %(within)s)
    AND (%(situation)s::text IS NULL OR situation = %(situation)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: incidents_at
-- Incidents of a subtree that may have been open at an instant: opened before, and not closed or changed since.
SELECT document::text
FROM incident
WHERE opened <= %(at)s AND (state <> 'closed' OR changed > %(at)s) AND starts_with(division, %(within)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: lock_grouping
-- Nobody else opens a situation until the commit.
SELECT pg_advisory_xact_lock(4606018)

-- name: situations_near
-- Situations of some families with news since then, held until the commit.
SELECT document::text
FROM situation
WHERE family = ANY(%(families)s::text[]) AND changed >= %(since)s
ORDER BY id
FOR UPDATE

-- name: lock_situations
-- Situations, held until the commit.
SELECT document::text FROM situation WHERE id = ANY(%(ids)s::text[]) ORDER BY id FOR UPDATE

-- name: save_situations
-- Insert or replace situations.
INSERT INTO situation (id, family, is_open, level, changed, merged, document)
SELECT id, family, is_open, level, changed, merged, document::json
FROM unnest(
    %(id)s::text[], %(family)s::text[], %(is_open)s::boolean[], %(level)s::smallint[], %(changed)s::timestamptz[],
    %(merged)s::text[], %(document)s::text[]
) AS given (id, family, is_open, level, changed, merged, document)
ON CONFLICT (id) DO UPDATE SET
    merged = excluded.merged, family = excluded.family, is_open = excluded.is_open, level = excluded.level, changed = excluded.changed,
    document = excluded.document

-- name: members
-- Members of a situation, held until the commit.
SELECT document::text FROM incident WHERE situation = %(situation)s ORDER BY id FOR UPDATE

-- name: member_counts
-- Members of a situation in a subtree by division, level and whether they are closed.
SELECT division, level, state = 'closed', count(*)
FROM incident
WHERE situation = %(situation)s AND starts_with(division, %(within)s)
GROUP BY division, level, state = 'closed'

-- name: situations
-- Situations with a member in a subtree, newest first; those merged into others left out.
SELECT document::text
FROM situation
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(is_open)s::boolean IS NULL OR is_open = %(is_open)s)
    AND merged IS NULL
    AND (
        %(within)s = '' OR EXISTS (
            SELECT FROM incident WHERE situation = situation.id AND starts_with(incident.division, %(within)s)
        )
    )
ORDER BY id DESC
LIMIT %(limit)s

-- name: situation
-- One situation.
SELECT document::text FROM situation WHERE id = %(id)s

-- name: parts_of
-- Situations that were merged into one.
SELECT id FROM situation WHERE merged = %(id)s AND changed >= %(since)s ORDER BY id

-- name: silences_in_force
-- Silences that hold.
SELECT document::text
FROM silence
WHERE starts <= %(now)s AND ends > %(now)s AND ended IS NULL
ORDER BY id

-- name: silences_due
-- Silences of which something is due, held until the commit; those that others hold left out.
SELECT document::text FROM silence WHERE due <= %(now)s ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED

-- name: lock_silence
-- One silence, held until the commit.
SELECT document::text FROM silence WHERE id = %(id)s FOR UPDATE

-- name: silence
-- One silence.
SELECT document::text FROM silence WHERE id = %(id)s

-- name: silences
-- Silences of a subtree, newest first; those that are over, or those that are not.
SELECT document::text
FROM silence
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(is_over)s::boolean IS NULL OR (ends <= %(now)s OR ended IS NOT NULL) = %(is_over)s)
    AND starts_with(division, %(within)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: save_silences
-- Insert or replace silences.
INSERT INTO silence (id, division, starts, ends, ended, due, document)
SELECT id, division, starts, ends, ended, due, document::json
FROM unnest(
    %(id)s::text[], %(division)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[],
    %(ended)s::timestamptz[], %(due)s::timestamptz[], %(document)s::text[]
) AS given (id, division, starts, ends, ended, due, document)
ON CONFLICT (id) DO UPDATE SET
    division = excluded.division, starts = excluded.starts, ends = excluded.ends, ended = excluded.ended,
    due = excluded.due, document = excluded.document

-- name: lock_task
-- One task, held until the commit.
SELECT document::text FROM task WHERE id = %(id)s FOR UPDATE

-- name: task
-- One task.
SELECT document::text FROM task WHERE id = %(id)s

-- name: late_tasks
-- Tasks whose time has run out and that are not marked so, held until the commit; those that others hold left out.
SELECT document::text
FROM task
WHERE state IN ('open', 'accepted') AND due <= %(now)s
ORDER BY id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: unsent_tasks
-- Tasks that nobody was sent yet, worst level first, held until the commit; those that others hold left out.
SELECT document::text
FROM task
WHERE sent IS NULL AND state IN ('open', 'overdue')
ORDER BY level DESC, id
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED

-- name: tasks
-- Tasks of a subtree, newest first, of one incident or some states only.
SELECT document::text
FROM task
WHERE (%(before)s::text IS NULL OR id < %(before)s)
    AND (%(incident)s::text IS NULL OR incident = %(incident)s)
    AND (%(states)s::text[] IS NULL OR state = ANY(%(states)s))
    AND starts_with(division, %(within)s)
ORDER BY id DESC
LIMIT %(limit)s

-- name: save_tasks
-- Insert or replace tasks.
INSERT INTO task (id, incident, key, division, level, state, due, sent, document)
SELECT id, incident, key, division, level, state, due, sent, document::json
FROM unnest(
    %(id)s::text[], %(incident)s::text[], %(key)s::text[], %(division)s::text[], %(level)s::smallint[],
    %(state)s::text[], %(due)s::timestamptz[], %(sent)s::timestamptz[], %(document)s::text[]
) AS given (id, incident, key, division, level, state, due, sent, document)
ON CONFLICT (id) DO UPDATE SET
    incident = excluded.incident, key = excluded.key, division = excluded.division, level = excluded.level,
    state = excluded.state, due = excluded.due, sent = excluded.sent, document = excluded.document

-- name: procedures
-- The newest version of each response plan and rule of inhibition.
SELECT DISTINCT ON (kind, id) kind, id, version, document, author, at, is_ended
FROM procedure_version
ORDER BY kind, id, version DESC

-- name: procedure_versions
-- Every version of one document, oldest first.
SELECT kind, id, version, document, author, at, is_ended
FROM procedure_version
WHERE kind = %(kind)s AND id = %(id)s
ORDER BY version

-- name: lock_procedures
-- One writer of such documents at a time, until the commit.
SELECT pg_advisory_xact_lock(4606019)

-- name: put_procedure
-- Store the next version of a document.
INSERT INTO procedure_version (kind, id, version, document, author, at, is_ended)
VALUES (
    %(kind)s, %(id)s,
    (SELECT coalesce(max(version), 0) + 1 FROM procedure_version WHERE kind = %(kind)s AND id = %(id)s),
    %(document)s, %(author)s, %(at)s, %(is_ended)s
)
RETURNING kind, id, version, document, author, at, is_ended

-- name: story_of_incident
-- Journal rows about an incident, ascending.
SELECT seq, at, kind, division, data::text, previous, hash
FROM journal
WHERE kind = 'incident' AND about = %(id)s
ORDER BY seq
LIMIT %(limit)s

-- name: story_of_situation
-- Journal rows about a situation, ascending.
SELECT seq, at, kind, division, data::text, previous, hash
FROM journal
WHERE kind = 'situation' AND about = %(id)s
ORDER BY seq
LIMIT %(limit)s
