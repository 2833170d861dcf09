-- Incidents, warnings, deliveries and whom they reach. A record is kept whole in `document`; the columns
-- beside it are what queries need.

CREATE TABLE incident (
    id       text COLLATE "C" PRIMARY KEY,
    rule     text NOT NULL,
    target   text NOT NULL,
    division text NOT NULL,
    level    smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
    state    text NOT NULL CHECK (state IN ('open', 'acknowledged', 'cleared', 'closed')),
    opened   timestamptz NOT NULL,
    changed  timestamptz NOT NULL,
    document json NOT NULL
);
COMMENT ON COLUMN incident.id IS 'sortable by time';
COMMENT ON COLUMN incident.level IS '0 none, 1 blue, 2 yellow, 3 orange, 4 red';
COMMENT ON COLUMN incident.state IS 'open <-> acknowledged, open <-> cleared, acknowledged -> closed, cleared -> closed; nothing leaves closed';
-- One danger at one target under one rule is one incident, however many processes see it.
CREATE UNIQUE INDEX incident_one_open ON incident (rule, target) WHERE state <> 'closed';
CREATE INDEX incident_board ON incident (id) WHERE state <> 'closed';

CREATE TABLE warning (
    id       text COLLATE "C" PRIMARY KEY,
    incident text COLLATE "C" REFERENCES incident DEFERRABLE INITIALLY DEFERRED,
    division text NOT NULL,
    level    smallint NOT NULL CHECK (level BETWEEN 0 AND 4),
    stage    text NOT NULL
        CHECK (stage IN ('draft', 'reviewed', 'issued', 'rejected', 'superseded', 'cancelled', 'expired')),
    expires  timestamptz NOT NULL,
    document json NOT NULL
);
COMMENT ON COLUMN warning.incident IS 'null when composed by hand';
COMMENT ON COLUMN warning.level IS '0 none, 1 blue, 2 yellow, 3 orange, 4 red';
COMMENT ON COLUMN warning.stage IS 'draft -> reviewed -> issued -> superseded | cancelled | expired; draft | reviewed -> rejected';
CREATE INDEX warning_incident ON warning (incident, id);
CREATE INDEX warning_stage ON warning (stage, id);

CREATE TABLE contact (
    id       text COLLATE "C" PRIMARY KEY,
    name     text NOT NULL,
    division text NOT NULL,
    prefix   text NOT NULL,
    channel  text NOT NULL,
    address  text NOT NULL
);
COMMENT ON COLUMN contact.division IS '12-digit division code';
COMMENT ON COLUMN contact.prefix IS 'digits that every code of the subtree begins with';
COMMENT ON COLUMN contact.address IS 'E.164 phone number for sms';

CREATE TABLE delivery (
    id              text COLLATE "C" PRIMARY KEY,
    warning         text COLLATE "C" NOT NULL REFERENCES warning DEFERRABLE INITIALLY DEFERRED,
    state           text NOT NULL CHECK (state IN ('queued', 'sent', 'delivered', 'failed', 'dropped')),
    idempotency_key text NOT NULL,
    created         timestamptz NOT NULL,
    due             timestamptz,
    document        json NOT NULL
);
COMMENT ON COLUMN delivery.state IS 'queued -> sent -> delivered; queued -> failed | dropped; sent -> failed';
COMMENT ON COLUMN delivery.due IS 'earliest next attempt, null for at once';
CREATE UNIQUE INDEX delivery_idempotency_key ON delivery (idempotency_key);
CREATE INDEX delivery_warning ON delivery (warning, id);
CREATE INDEX delivery_outbox ON delivery (created) WHERE state = 'queued';
