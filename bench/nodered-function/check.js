// The function node: hold, clear level and clear time for each level of each rule of a station, in its context.
const { ladders, pace } = global.get("world");
const [hold, clearFor] = pace;
const { time, value } = msg.payload;
let latches = context.get(msg.topic);
if (latches === undefined) {
  latches = ladders.flat().map(([threshold, clear]) => ({ threshold, clear, raised: false, since: null }));
  context.set(msg.topic, latches);
}
let ups = 0;
let downs = 0;
for (const latch of latches) {
  if (latch.raised) {
    if (value > latch.clear) {
      latch.since = null;
    } else if (latch.since === null) {
      latch.since = time;
    } else if (time - latch.since >= clearFor) {
      latch.raised = false;
      latch.since = null;
      downs += 1;
    }
  } else if (value <= latch.threshold) {
    latch.since = null;
  } else if (latch.since === null) {
    latch.since = time;
  } else if (time - latch.since >= hold) {
    latch.raised = true;
    latch.since = null;
    ups += 1;
  }
}
if (ups || downs || msg.last) {
  return { payload: { ups, downs }, last: msg.last };
}
return null;
