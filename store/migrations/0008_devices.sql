-- What devices need: how they are addressed, what their readings are held against, their logins, and adoption.

ALTER TABLE station
    ADD COLUMN addresses json NOT NULL DEFAULT '{}',
    ADD COLUMN gateway text NOT NULL DEFAULT '';
COMMENT ON COLUMN station.addresses IS 'address by codec, in protocols that carry one of their own; each belongs to one station';
COMMENT ON COLUMN station.gateway IS 'station that may pass on frames of this one; empty for none';

ALTER TABLE datastream
    ADD COLUMN source text NOT NULL DEFAULT '',
    ADD COLUMN limits json NOT NULL DEFAULT '{}';
COMMENT ON COLUMN datastream.source IS 'code in the protocol of the device; empty: that of the standard';
COMMENT ON COLUMN datastream.limits IS 'what quality control holds against its readings, in the canonical unit';

CREATE TABLE device (
    login       text COLLATE "C" PRIMARY KEY,
    stations    text[] NOT NULL,
    label       text NOT NULL,
    bcrypt      text NOT NULL,
    pbkdf2      text NOT NULL,
    created     timestamptz NOT NULL,
    changed     timestamptz NOT NULL,
    revoked     timestamptz
);
COMMENT ON TABLE device IS 'logins at the broker; only salted hashes of passwords are kept: alive -> revoked';
COMMENT ON COLUMN device.stations IS 'stations it may publish for';
COMMENT ON COLUMN device.bcrypt IS 'hash in the form that NATS reads';
COMMENT ON COLUMN device.pbkdf2 IS 'hash in the form that Mosquitto reads';

ALTER TABLE quarantine ADD COLUMN adopted timestamptz;
COMMENT ON COLUMN quarantine.adopted IS 'when the message was read again because its station had been registered';
CREATE INDEX quarantine_unknown ON quarantine (station, id) WHERE code = 'unknown_station' AND adopted IS NULL;
