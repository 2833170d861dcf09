// Node-RED as a peer: no editor, no log of its own, the pool of connections handed to the flow.
const { Pool } = require("pg");

module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.BENCH_UI_PORT),
  httpAdminRoot: false,
  flowFile: "flows.json",
  credentialSecret: false,
  functionGlobalContext: {
    pool: new Pool({ connectionString: process.env.BENCH_DSN, max: 10 }),
  },
  logging: { console: { level: "warn", metrics: false, audit: false } },
};
