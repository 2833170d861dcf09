-- Queries of store.postgres.fellowship.

-- name: leads_of
-- With which incident each of these is told.
SELECT incident, lead FROM told_with WHERE incident = ANY(%(incidents)s::text[])

-- name: hold_situations
-- Situations, held until the commit: nobody else begins a warning about one of their incidents meanwhile.
SELECT FROM situation WHERE id = ANY(%(situations)s::text[]) ORDER BY id FOR UPDATE

-- name: leads_near
-- Incidents of some situations and divisions whose warnings may still be in force.
SELECT DISTINCT i.id, i.situation, i.division, w.document->>'hazard'
FROM warning AS w JOIN incident AS i ON i.id = w.incident
WHERE w.stage IN ('draft', 'reviewed', 'issued') AND w.division = ANY(%(divisions)s::text[])
    AND i.situation = ANY(%(situations)s::text[]) AND strpos(i.document::text, '"kind":"hazard"') > 0
ORDER BY i.id

-- name: fellows_of
-- The highest of those that are told with some incidents and stand: so many that speak, and so many that do not.
SELECT lead, id, level, muted
FROM (
    SELECT
        t.lead, i.id, i.level, i.muted,
        row_number() OVER (PARTITION BY t.lead, i.muted ORDER BY i.level DESC, i.id) AS turn
    FROM told_with AS t JOIN incident AS i ON i.id = t.incident
    WHERE t.lead = ANY(%(leads)s::text[]) AND i.state <> 'closed' AND i.level > 0
) AS ranked
WHERE turn <= %(most)s
ORDER BY lead, level DESC, id

-- name: ends_of
-- Why the dangers that were told with an incident and are over ended.
SELECT DISTINCT i.reason
FROM told_with AS t JOIN incident AS i ON i.id = t.incident
WHERE t.lead = %(lead)s AND i.level = 0

-- name: part_fellows
-- These incidents lead a chain of their own from now on: nobody is told with them yet.
DELETE FROM told_with WHERE lead = ANY(%(leads)s::text[])

-- name: save_leads
-- Let incidents be told with others.
INSERT INTO told_with (incident, lead)
SELECT * FROM unnest(%(incidents)s::text[], %(leads)s::text[])
ON CONFLICT (incident) DO UPDATE SET lead = excluded.lead

-- name: incidents_seen
-- Incidents, not held.
SELECT document::text FROM incident WHERE id = ANY(%(ids)s::text[]) ORDER BY id
