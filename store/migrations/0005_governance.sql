-- Rules and fences: every version stays, with who put it there. The newest version is the one in force.

CREATE TABLE rule_version (
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    document json NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE TRIGGER rule_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rule_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON rule_version FROM PUBLIC;

CREATE TABLE fence_version (
    id       text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    document json NOT NULL,
    author   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
COMMENT ON COLUMN fence_version.document IS 'geometry as GeoJSON, (lon, lat) degrees WGS-84';
CREATE TRIGGER fence_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fence_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON fence_version FROM PUBLIC;
