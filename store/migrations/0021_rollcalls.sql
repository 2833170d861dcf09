-- Roll calls: who is asked whether a warning was heard, what was answered, and the sites that must be reached.

ALTER TABLE contact
    ADD COLUMN person   text NOT NULL DEFAULT '',
    ADD COLUMN duty     text NOT NULL DEFAULT '',
    ADD COLUMN rank     integer NOT NULL DEFAULT 0,
    ADD COLUMN groups   text NOT NULL DEFAULT '',
    ADD COLUMN site     text NOT NULL DEFAULT '',
    ADD COLUMN language text NOT NULL DEFAULT 'zh-CN',
    ADD COLUMN world    text NOT NULL DEFAULT 'live' CHECK (world IN ('live', 'drill'));
COMMENT ON COLUMN contact.person IS 'rows of one person share it; empty: the row is all there is of it';
COMMENT ON COLUMN contact.groups IS 'separated by commas';
COMMENT ON COLUMN contact.world IS 'drill: told about exercises, and about nothing else';
CREATE INDEX contact_address ON contact (address);

CREATE TABLE site (
    id       text COLLATE "C" PRIMARY KEY,
    division text NOT NULL,
    document json NOT NULL
);
COMMENT ON TABLE site IS 'must be reached one by one: schools, care homes, camps';

CREATE TABLE rollcall (
    id        text COLLATE "C" PRIMARY KEY,
    warning   text COLLATE "C" NOT NULL REFERENCES warning DEFERRABLE INITIALLY DEFERRED,
    divisions text[] NOT NULL,
    state     text NOT NULL CHECK (state IN ('active', 'stopped', 'cancelled', 'expired')),
    due       timestamptz,
    applied   bigint NOT NULL,
    document  json NOT NULL
);
COMMENT ON COLUMN rollcall.warning IS 'the one in force of its chain; the first one gave the roll call its id';
COMMENT ON COLUMN rollcall.divisions IS 'of the warning and of every place that is called: whose people may see it';
COMMENT ON COLUMN rollcall.state IS 'active <-> stopped; active | stopped -> cancelled | expired';
COMMENT ON COLUMN rollcall.due IS 'when there is something to do, null for nothing';
COMMENT ON COLUMN rollcall.applied IS 'answers that the document has taken in';
CREATE INDEX rollcall_active ON rollcall (id) WHERE state = 'active';
CREATE INDEX rollcall_warning ON rollcall (warning);

ALTER TABLE warning ADD COLUMN rollcall text COLLATE "C";
COMMENT ON COLUMN warning.rollcall IS 'roll call of its chain, empty: it needs none, null: nobody has looked yet';
-- What was issued before there were roll calls asks for none.
UPDATE warning SET rollcall = '' WHERE stage IN ('issued', 'superseded', 'cancelled', 'expired');
CREATE INDEX warning_unlooked ON warning (id)
    WHERE rollcall IS NULL AND stage IN ('issued', 'superseded', 'cancelled', 'expired');

CREATE TABLE rollcall_call (
    id         text COLLATE "C" PRIMARY KEY,
    rollcall   text COLLATE "C" NOT NULL REFERENCES rollcall DEFERRABLE INITIALLY DEFERRED,
    place      text NOT NULL,
    person     text NOT NULL,
    contact    text COLLATE "C" NOT NULL,
    at         timestamptz NOT NULL,
    token_hash text,
    document   json NOT NULL
);
COMMENT ON COLUMN rollcall_call.token_hash IS 'SHA-256, hexadecimal, of the token in the link that was sent along, null: none was';
CREATE UNIQUE INDEX rollcall_call_token ON rollcall_call (token_hash);
CREATE INDEX rollcall_call_rollcall ON rollcall_call (rollcall, id);
CREATE INDEX rollcall_call_contact ON rollcall_call (contact, id);

CREATE TABLE answer (
    id       text COLLATE "C" PRIMARY KEY,
    rollcall text COLLATE "C" NOT NULL,
    place    text NOT NULL,
    division text NOT NULL,
    at       timestamptz NOT NULL,
    document json NOT NULL
);
COMMENT ON COLUMN answer.rollcall IS 'empty: from somebody whom nobody called; kept and shown, not trusted';
CREATE INDEX answer_rollcall ON answer (rollcall, id);
CREATE INDEX answer_at ON answer (at);
CREATE TRIGGER answer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON answer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON answer FROM PUBLIC;
