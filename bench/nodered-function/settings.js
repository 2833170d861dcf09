// Node-RED as a peer of the rules: the world of the benchmark is handed to the flow, figures go to BENCH_RESULT.
const fs = require("fs");
const path = require("path");

const folder = process.env.BENCH_WORLD;
const world = JSON.parse(fs.readFileSync(path.join(folder, "world.json"), "utf-8"));
const bytes = fs.readFileSync(path.join(folder, "values.f64"));
world.values = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
world.names = Array.from({ length: world.datastreams }, (_, number) => `G${String(number).padStart(6, "0")}`);
world.ups = 0;
world.downs = 0;

let before;
world.begin = () => {
  before = process.cpuUsage();
};
world.pause = () => new Promise((resume) => setImmediate(resume));
world.end = () => {
  const { user, system } = process.cpuUsage(before);
  const found = { ups: world.ups, downs: world.downs, cpu_seconds: (user + system) / 1e6 };
  const draft = `${process.env.BENCH_RESULT}.new`;
  fs.writeFileSync(draft, JSON.stringify(found));
  fs.renameSync(draft, process.env.BENCH_RESULT);
};

module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.BENCH_UI_PORT),
  httpAdminRoot: false,
  httpNodeRoot: false,
  flowFile: "flows.json",
  credentialSecret: false,
  functionGlobalContext: { world },
  logging: { console: { level: "warn", metrics: false, audit: false } },
};
