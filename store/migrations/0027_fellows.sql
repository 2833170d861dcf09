-- One warning tells of several incidents: who is told with whom, and what of them speaks.

ALTER TABLE incident
    ADD COLUMN muted  boolean NOT NULL DEFAULT false,
    ADD COLUMN reason text NOT NULL DEFAULT '';
COMMENT ON COLUMN incident.reason IS 'of its last transition; empty: written before it was noted';
COMMENT ON COLUMN incident.muted IS 'whether another incident or a silence stands for it: nothing goes out about it';
-- As text: a NUL that somebody typed, which JSON holds and a column does not, must not stop this.
UPDATE incident SET muted = true
WHERE state <> 'closed'
    AND (document::text LIKE '%"inhibited_by":["%' OR document::text LIKE '%"silenced_by":["%');

CREATE TABLE told_with (
    incident text COLLATE "C" PRIMARY KEY REFERENCES incident DEFERRABLE INITIALLY DEFERRED,
    lead     text COLLATE "C" NOT NULL REFERENCES incident DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE told_with IS 'with which incident each is told in one warning, a leading one with itself';
COMMENT ON COLUMN told_with.lead IS 'the incident that the warnings of the chain name';
CREATE INDEX told_with_lead ON told_with (lead);
INSERT INTO told_with (incident, lead)
SELECT DISTINCT incident, incident FROM warning
WHERE incident IS NOT NULL AND stage IN ('draft', 'reviewed', 'issued');

CREATE INDEX warning_current ON warning (division) WHERE stage IN ('draft', 'reviewed', 'issued');

-- As in 0023, and the incidents that a warning names with the rest.
CREATE OR REPLACE FUNCTION refuse_thaw() RETURNS trigger LANGUAGE plpgsql AS $$
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
        'approvals', 'incidents'
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
    FOREACH part IN ARRAY ARRAY['target', 'extent'] LOOP
        -- A key that an older document does not have may be added; every one that it has stays as it is.
        IF told ? part AND (
            jsonb_typeof(told -> part) IS DISTINCT FROM jsonb_typeof(asked -> part)
            OR (jsonb_typeof(told -> part) = 'object' AND EXISTS (
                SELECT FROM jsonb_each(told -> part) AS a
                WHERE a.value IS DISTINCT FROM asked -> part -> a.key
            ))
        ) THEN
            RAISE EXCEPTION 'warning % was issued: its % cannot change', OLD.id, part
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
