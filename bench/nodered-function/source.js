// Hands out a reading per message, a sweep at a time, as an intake would.
const world = global.get("world");
world.begin();
for (let sweep = 0; sweep < world.sweeps; sweep += 1) {
  for (let number = 0; number < world.datastreams; number += 1) {
    const place = sweep * world.datastreams + number;
    const payload = { time: sweep * world.sweep_us, value: world.values[place] };
    node.send({ topic: world.names[number], payload, last: place + 1 === world.values.length }, false);
  }
  await world.pause();
}
return null;
