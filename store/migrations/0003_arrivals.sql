-- What arrives beside readings: events, and messages that were not understood.

CREATE TABLE event (
    station         text COLLATE "C" NOT NULL,
    id              text COLLATE "C" NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    result_time     timestamptz NOT NULL,
    kind            text NOT NULL,
    confidence      double precision,
    lon             double precision NOT NULL,
    lat             double precision NOT NULL,
    bbox            double precision[],
    image_url       text NOT NULL,
    image_sha256    text NOT NULL,
    attrs           json NOT NULL,
    PRIMARY KEY (station, id)
);
CREATE INDEX event_time ON event (phenomenon_time);
COMMENT ON COLUMN event.id IS 'given by the device';
COMMENT ON COLUMN event.confidence IS '0..1, null when the device gives none';
COMMENT ON COLUMN event.lon IS 'degrees, WGS-84';
COMMENT ON COLUMN event.lat IS 'degrees, WGS-84';
COMMENT ON COLUMN event.bbox IS 'x, y, width, height as parts of the picture, 0..1';

CREATE TABLE quarantine (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    result_time timestamptz NOT NULL,
    topic       text NOT NULL,
    station     text NOT NULL,
    code        text NOT NULL,
    detail      text NOT NULL,
    payload     bytea NOT NULL
);
COMMENT ON COLUMN quarantine.payload IS 'the message as it came, at most 64 KiB of it';
