-- What it takes to release a warning and the words of it, every version; the clock of approvals; an issued warning is
-- frozen.

CREATE TABLE written_version (
    kind     text COLLATE "C" NOT NULL CHECK (kind IN ('policy', 'template')),
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    division text COLLATE "C" NOT NULL,
    document json NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    is_ended boolean NOT NULL DEFAULT false,
    PRIMARY KEY (kind, id, version)
);
COMMENT ON COLUMN written_version.division IS '12-digit code of the subtree in which it holds; empty: everywhere';
COMMENT ON COLUMN written_version.is_ended IS 'from this version on it no longer holds; the document says what held before';
CREATE TRIGGER written_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON written_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON written_version FROM PUBLIC;

ALTER TABLE warning
    ADD COLUMN due   timestamptz,
    ADD COLUMN waits boolean NOT NULL DEFAULT false;
UPDATE warning SET waits = stage IN ('draft', 'reviewed');
COMMENT ON COLUMN warning.waits IS 'for a person: to be released, looked at afterwards, or renewed or cancelled';
CREATE INDEX warning_waits ON warning (id) WHERE waits;
COMMENT ON COLUMN warning.due IS 'when the clock must look at it: who is asked next, or whether it is renewed; null: never by itself';
CREATE INDEX warning_due ON warning (due) WHERE due IS NOT NULL;
CREATE INDEX incident_standing ON incident (division) WHERE state <> 'closed' AND level > 0;

-- What was told stays what was told: after issue only the stage, the steps and what is noted about it may change.
-- A part that an older document does not have may be added.
CREATE FUNCTION refuse_thaw() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told   jsonb := OLD.document::jsonb;
    asked  jsonb := NEW.document::jsonb;
    part   text;
BEGIN
    IF NEW.stage IN ('draft', 'reviewed', 'rejected') THEN
        RAISE EXCEPTION 'warning % was issued: it cannot become % again', OLD.id, NEW.stage
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'warning_frozen';
    END IF;
    FOREACH part IN ARRAY ARRAY[
        'id', 'identifier', 'sender', 'sender_name', 'status', 'message_type', 'incident', 'hazard', 'level',
        'division', 'station', 'created', 'effective', 'expires', 'sent', 'references', 'replaces', 'author',
        'approvals', 'target', 'extent'
    ] LOOP
        IF told ? part AND told -> part IS DISTINCT FROM asked -> part THEN
            RAISE EXCEPTION 'warning % was issued: its % cannot change', OLD.id, part
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'warning_frozen';
        END IF;
    END LOOP;
    FOREACH part IN ARRAY ARRAY['description', 'geocodes', 'polygons', 'circles'] LOOP
        IF told -> 'area' ? part AND told #> ARRAY['area', part] IS DISTINCT FROM asked #> ARRAY['area', part] THEN
            RAISE EXCEPTION 'warning % was issued: its area cannot change', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'warning_frozen';
        END IF;
    END LOOP;
    FOREACH part IN ARRAY ARRAY['texts', 'retraction'] LOOP
        IF told ? part AND (
            jsonb_array_length(told -> part) IS DISTINCT FROM jsonb_array_length(asked -> part)
            OR EXISTS (
                SELECT FROM jsonb_array_elements(told -> part) WITH ORDINALITY AS a (words, place)
                JOIN jsonb_array_elements(asked -> part) WITH ORDINALITY AS b (words, place) USING (place)
                WHERE NOT b.words @> a.words
            )
        ) THEN
            RAISE EXCEPTION 'warning % was issued: its % cannot change', OLD.id, part
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'warning_frozen';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER warning_frozen BEFORE UPDATE ON warning
    FOR EACH ROW WHEN (OLD.stage IN ('issued', 'superseded', 'cancelled', 'expired')) EXECUTE FUNCTION refuse_thaw();
