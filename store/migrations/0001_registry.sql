-- Stations, their datastreams, and whether they say that they are there.

CREATE TABLE station (
    id       text COLLATE "C" PRIMARY KEY,
    name     text NOT NULL,
    kind     text NOT NULL,
    division text NOT NULL,
    lon      double precision NOT NULL,
    lat      double precision NOT NULL,
    river    text NOT NULL,
    is_demo  boolean NOT NULL,
    notes    json NOT NULL
);
COMMENT ON COLUMN station.division IS '12-digit division code';
COMMENT ON COLUMN station.lon IS 'degrees, WGS-84/CGCS2000';
COMMENT ON COLUMN station.lat IS 'degrees, WGS-84/CGCS2000';

CREATE TABLE datastream (
    number     integer PRIMARY KEY,
    station    text COLLATE "C" NOT NULL REFERENCES station,
    property   text NOT NULL,
    unit       text NOT NULL,
    every      interval NOT NULL,
    position   smallint NOT NULL,
    is_removed boolean NOT NULL DEFAULT false,
    UNIQUE (station, property)
);
COMMENT ON COLUMN datastream.number IS 'given once, dense, never reused; a removed datastream keeps its number and its readings';
COMMENT ON COLUMN datastream.unit IS 'what the device sends; readings are stored in the canonical unit of the property';
COMMENT ON COLUMN datastream.every IS 'how often a reading is expected';
COMMENT ON COLUMN datastream.position IS 'place in the list of its station, from 0';

CREATE TABLE station_status (
    station         text COLLATE "C" PRIMARY KEY,
    division        text NOT NULL,
    is_online       boolean NOT NULL,
    phenomenon_time timestamptz NOT NULL,
    result_time     timestamptz NOT NULL
);
COMMENT ON TABLE station_status IS 'the report that made the present state: absent -> online <-> offline';
