-- What incidents belong to and what follows from them: situations, silences, tasks, and the documents that say how.

ALTER TABLE incident DROP CONSTRAINT incident_state_check;
ALTER TABLE incident
    ADD CONSTRAINT incident_state_check
        CHECK (state IN ('open', 'acknowledged', 'assigned', 'in_progress', 'cleared', 'closed')),
    ADD COLUMN station      text NOT NULL DEFAULT '',
    ADD COLUMN situation    text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN acknowledged timestamptz;
-- Not by the operators of JSON: they refuse a document in which a person once typed NUL.
UPDATE incident SET
    station = coalesce(substring(document::text FROM '"station": *"([^"]*)"'), ''),
    acknowledged = substring(document::text FROM '"acknowledged_at": *"([^"]*)"')::timestamptz;
COMMENT ON COLUMN incident.state IS
    'open <-> acknowledged <-> assigned <-> in_progress; any of them <-> cleared; all but open -> closed; nothing leaves closed';
COMMENT ON COLUMN incident.station IS 'empty where the target is an area or no place';
COMMENT ON COLUMN incident.situation IS 'empty where it belongs to none';
COMMENT ON COLUMN incident.acknowledged IS 'null while nobody has';
CREATE INDEX incident_situation ON incident (situation, id) WHERE situation <> '';
CREATE INDEX incident_station ON incident (station) WHERE state <> 'closed';
CREATE INDEX incident_division ON incident (division) WHERE state <> 'closed';
CREATE INDEX incident_seen ON incident (acknowledged) WHERE state IN ('acknowledged', 'assigned');

ALTER TABLE journal ADD COLUMN about text;
COMMENT ON COLUMN journal.about IS 'id of the incident or situation that the row is about; no part of what is hashed';
CREATE INDEX journal_about ON journal (about, seq) WHERE about IS NOT NULL;

CREATE TABLE situation (
    id       text COLLATE "C" PRIMARY KEY,
    family   text NOT NULL,
    is_open  boolean NOT NULL,
    level    smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
    changed  timestamptz NOT NULL,
    merged   text COLLATE "C",
    document json NOT NULL
);
COMMENT ON COLUMN situation.merged IS 'situation that its members were moved to; null: none';
COMMENT ON COLUMN situation.level IS 'worst that stands: 0 none, 1 blue, 2 yellow, 3 orange, 4 red';
COMMENT ON COLUMN situation.changed IS 'last news of a member';
CREATE INDEX situation_recent ON situation (family, changed);
CREATE INDEX situation_board ON situation (id) WHERE is_open;

CREATE TABLE silence (
    id       text COLLATE "C" PRIMARY KEY,
    division text NOT NULL,
    starts   timestamptz NOT NULL,
    ends     timestamptz NOT NULL,
    ended    timestamptz,
    due      timestamptz,
    document json NOT NULL
);
COMMENT ON COLUMN silence.division IS 'digits that division codes begin with, empty for everywhere';
COMMENT ON COLUMN silence.ended IS 'when somebody ended it before its time';
COMMENT ON COLUMN silence.due IS 'when something is to be carried out or told, null once all is';
CREATE INDEX silence_due ON silence (due) WHERE due IS NOT NULL;

CREATE TABLE task (
    id       text COLLATE "C" PRIMARY KEY,
    incident text COLLATE "C" NOT NULL REFERENCES incident DEFERRABLE INITIALLY DEFERRED,
    key      text NOT NULL,
    division text NOT NULL,
    level    smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
    state    text NOT NULL CHECK (state IN ('open', 'accepted', 'overdue', 'done', 'refused')),
    due      timestamptz NOT NULL,
    sent     timestamptz,
    document json NOT NULL,
    UNIQUE (incident, key)
);
COMMENT ON COLUMN task.key IS 'plan and item; one task for each, however often the level changes';
COMMENT ON COLUMN task.state IS 'open -> accepted -> done | refused; open | accepted -> overdue -> done | refused';
COMMENT ON COLUMN task.sent IS 'null until messages are in the outbox';
CREATE INDEX task_due ON task (due) WHERE state IN ('open', 'accepted');
CREATE INDEX task_unsent ON task (level DESC, id) WHERE sent IS NULL;

CREATE TABLE procedure_version (
    kind     text NOT NULL CHECK (kind IN ('plan', 'inhibition')),
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    document text NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    is_ended boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kind, id, version)
);
COMMENT ON COLUMN procedure_version.document IS 'YAML or JSON as it was given';
COMMENT ON COLUMN procedure_version.is_ended IS 'whether it holds no more from this version on';
CREATE TRIGGER procedure_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON procedure_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON procedure_version FROM PUBLIC;
