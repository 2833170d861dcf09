-- As in 0027, and with the rest whether a warning says again what it replaces.

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
        'approvals', 'incidents', 'is_renewal'
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
