// Adds up what was raised and cleared; after the last reading the figures are written.
const world = global.get("world");
world.ups += msg.payload.ups;
world.downs += msg.payload.downs;
if (msg.last) {
  world.end();
}
return null;
