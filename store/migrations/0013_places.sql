-- Divisions and rivers: every version stays, with who put it there. The newest version is the one in force.

CREATE TABLE division_version (
    code     text COLLATE "C" NOT NULL CHECK (code ~ '^[1-9][0-9]{11}$'),
    version  integer NOT NULL CHECK (version > 0),
    document json NOT NULL,
    area     json,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (code, version)
);
COMMENT ON COLUMN division_version.document IS 'all but the area';
COMMENT ON COLUMN division_version.area IS 'GeoJSON Polygon or MultiPolygon, (lon, lat) degrees WGS-84; null: none imported';
CREATE TRIGGER division_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON division_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON division_version FROM PUBLIC;

CREATE TABLE river_version (
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    document json NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
COMMENT ON COLUMN river_version.document IS 'reaches with travel times in µs';
CREATE TRIGGER river_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON river_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON river_version FROM PUBLIC;
