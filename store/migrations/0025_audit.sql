-- What an act changed is hashed; what leads to a person is sealed, found by a keyed index, and can be erased.

-- Hashes of what a transaction changes, for its journal entries; only where somebody asks for them (`fenghuo.tracking`).
-- A line is: kind, SHA-256 before and after (- for none), id. Many lines are folded into one that hashes them all.
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known  text := coalesce(current_setting('fenghuo.changes', true), '');
    before text := '-';
    after  text := '-';
    kind   text;
    key    text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        EXECUTE format('SELECT %s, %s FROM (SELECT ($1).*) AS r', TG_ARGV[0], TG_ARGV[1]) INTO kind, key USING OLD;
    ELSE
        EXECUTE format('SELECT %s, %s FROM (SELECT ($1).*) AS r', TG_ARGV[0], TG_ARGV[1]) INTO kind, key USING NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        before := encode(sha256(convert_to(row_to_json(OLD)::text, 'UTF8')), 'hex');
    ELSIF TG_NARGS > 2 THEN
        EXECUTE format(
            'SELECT coalesce(encode(sha256(convert_to(row_to_json(p)::text, ''UTF8'')), ''hex''), ''-'')
             FROM (SELECT ($1).*) AS r LEFT JOIN %I AS p ON %s', TG_TABLE_NAME, TG_ARGV[2]
        ) INTO before USING NEW;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        after := encode(sha256(convert_to(row_to_json(NEW)::text, 'UTF8')), 'hex');
    END IF;
    IF length(known) > 16000 THEN
        known := '* - ' || encode(sha256(convert_to(known, 'UTF8')), 'hex') || E' *\n';
    END IF;
    PERFORM set_config(
        'fenghuo.changes',
        known || kind || ' ' || before || ' ' || after || ' ' || regexp_replace(key, '\s', '_', 'g') || E'\n',
        true
    );
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_change IS 'arguments: SQL of the kind and of the key of row r; of a table of versions also how to find the version before it';

DO $$
DECLARE
    told text[];
BEGIN
    FOREACH told SLICE 1 IN ARRAY ARRAY[
        ['incident', '''incident''', 'r.id', ''],
        ['situation', '''situation''', 'r.id', ''],
        ['silence', '''silence''', 'r.id', ''],
        ['task', '''task''', 'r.id', ''],
        ['warning', '''warning''', 'r.id', ''],
        ['delivery', '''delivery''', 'r.id', ''],
        ['inbound', '''inbound''', 'r.id::text', ''],
        ['quarantine', '''quarantine''', 'r.id::text', ''],
        ['foreign_message', '''cap''', 'r.id', ''],
        ['channel', '''channel''', 'r.name', ''],
        ['screen', '''screen''', 'r.id', ''],
        ['contact', '''contact''', 'r.id', ''],
        ['site', '''site''', 'r.id', ''],
        ['rollcall', '''rollcall''', 'r.id', ''],
        ['answer', '''answer''', 'r.id', ''],
        ['person', '''user''', 'r.name', ''],
        ['credential', '''credential''', 'encode(r.token_hash, ''hex'')', ''],
        ['second_factor', '''second_factor''', 'r.person', ''],
        ['duty_shift', '''roster''', 'r.division || '':'' || r.position', ''],
        ['device', '''device''', 'r.login', ''],
        ['mark', '''quality''', 'r.id', ''],
        ['correction', '''quality''', 'r.id', ''],
        ['station', '''station''', 'r.id', ''],
        ['datastream', '''datastream''', 'r.station || ''/'' || r.property', ''],
        ['rule_signature', '''rule_signature''', 'r.id || '':'' || r.version', ''],
        ['rule_backtest', '''rule_backtest''', 'r.id', ''],
        ['rule_version', '''rule''', 'r.id', 'p.id = r.id AND p.version = r.version - 1'],
        ['fence_version', '''fence''', 'r.id', 'p.id = r.id AND p.version = r.version - 1'],
        ['division_version', '''division''', 'r.code', 'p.code = r.code AND p.version = r.version - 1'],
        ['river_version', '''river''', 'r.id', 'p.id = r.id AND p.version = r.version - 1'],
        ['procedure_version', 'r.kind', 'r.id', 'p.kind = r.kind AND p.id = r.id AND p.version = r.version - 1'],
        ['written_version', 'r.kind', 'r.id', 'p.kind = r.kind AND p.id = r.id AND p.version = r.version - 1']
    ] LOOP
        EXECUTE format(
            'CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW
             WHEN (current_setting(''fenghuo.tracking'', true) = ''on'') EXECUTE FUNCTION note_change(%s)',
            told[1] || '_tracked', told[1],
            concat_ws(', ', quote_literal(told[2]), quote_literal(told[3]), quote_literal(nullif(told[4], '')))
        );
    END LOOP;
END $$;

-- Which keys sealed what is here: one of them opens the proof, or the key file is not the one of this database.
CREATE TABLE seal_key (
    id    text COLLATE "C" PRIMARY KEY,
    proof text NOT NULL,
    made  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN seal_key.proof IS 'known words, sealed';

-- Sealed values stand where plain ones stood; they begin with ~1. and name their key.
ALTER TABLE contact ADD COLUMN address_index bytea;
COMMENT ON COLUMN contact.address IS 'sealed; E.164 for sms and voice';
COMMENT ON COLUMN contact.address_index IS 'HMAC of the address, by which it is found; null where nothing is sealed';
DROP INDEX contact_address;
CREATE INDEX contact_address ON contact (address) WHERE address_index IS NULL;
CREATE INDEX contact_address_index ON contact (address_index);

ALTER TABLE inbound ADD COLUMN address_index bytea;
CREATE INDEX inbound_address_index ON inbound (address_index);

-- An answer is evidence and stays as it is. What of it leads to a person stands beside it and can be erased.
CREATE TABLE answer_private (
    answer        text COLLATE "C" PRIMARY KEY,
    address_index bytea,
    document      text NOT NULL
);
COMMENT ON TABLE answer_private IS 'words and address of an answer, sealed; without a row they were erased';
CREATE INDEX answer_private_address ON answer_private (address_index);

-- The role of the application owns nothing: what it may do to tables of readings, it does by these, as their owner.
CREATE OR REPLACE FUNCTION empty_observation_week(week regclass) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    is_used boolean;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = week AND inhparent = 'observation'::regclass) THEN
        RAISE EXCEPTION '% is no week of observation', week USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', week);
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', week) INTO is_used;
    IF NOT is_used THEN
        EXECUTE format('TRUNCATE %s', week);
    END IF;
    RETURN NOT is_used;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'add_observation_week(timestamptz)', 'empty_observation_week(regclass)', 'notice_observation_weeks(timestamptz[])'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END $$;
