// The demo page: two lanes in a race, the views that show it, and one frame loop that keeps them true.

import { BackoffChart } from "./backoff-chart.js";
import { byId, onPress, setEnabled, setText } from "./dom.js";
import { FaultPanel } from "./fault-panel.js";
import { Faults } from "./faults.js";
import { LaneCard } from "./lane-card.js";
import { EverwireLane, PlainLane } from "./lanes.js";
import { Log } from "./log.js";
import { Messages } from "./messages.js";
import { Policy } from "./policy.js";
import { Race } from "./race.js";
import { RateChart } from "./rate-chart.js";
import { ServerPanel } from "./server-panel.js";
import { Storm } from "./storm.js";
import { StormPanel } from "./storm-panel.js";
import { Timeline } from "./timeline.js";

/** How long the storm's minute lasts, in seconds: `?storm=15` is for who has seen it. */
const STORM_S = Math.min(600, Math.max(5, Number(new URLSearchParams(location.search).get("storm")) || 60));

const plain = new PlainLane();
const everwire = new EverwireLane();
const lanes = [plain, everwire];
const race = new Race(lanes);
const faults = new Faults();
const storm = new Storm(race, faults, STORM_S);

const policy = new Policy();
const backoff = new BackoffChart();
const timeline = new Timeline(byId("plot"), lanes.map(({ name }) => name));
const counts = ({ name, tally: { made, confirmed, received, lost, doubled }, opened, resumed }) => ({
  lane: name, made, confirmed, received, lost, doubled, opened, resumed,
});
const log = new Log(() => ({ policy: race.options, verdict: storm.verdict, counts: lanes.map(counts) }));

const views = [
  ...lanes.map((lane) => new LaneCard(lane)),
  timeline,
  new RateChart(lanes, timeline),
  new FaultPanel(faults),
  new StormPanel(storm, () => storm.run(policy.options)),
  new Messages(race),
  log,
];

for (const lane of lanes) {
  lane.addEventListener("transition", ({ detail }) => {
    timeline.enter(detail.lane, detail.phase, detail.at);
    log.transition(detail);
  });
  lane.addEventListener("gap", ({ detail }) => timeline.gap(lane.name, detail.from, detail.to));
}
everwire.addEventListener("transition", ({ detail }) => {
  if (detail.phase === "waiting") backoff.waits(detail);
});
faults.addEventListener("struck", ({ detail }) => {
  timeline.strike(detail.name, detail.at);
  log.strike(detail);
});
race.addEventListener("round", () => {
  policy.accept(race.options);
  backoff.begin(race.options);
});
policy.addEventListener("change", () => backoff.show(policy.options));

onPress(byId("apply"), () => race.begin(policy.options));
onPress(byId("reconnect"), () => everwire.reconnect());
onPress(byId("disconnect"), () => (isOver() ? everwire.reconnect() : everwire.disconnect()));

function isOver() {
  return everwire.state.phase === "closed" || everwire.state.phase === "closing";
}

function frame() {
  const now = Date.now();
  if (race.isLong && !storm.isOn) race.begin(race.options);
  for (const lane of lanes) timeline.silence(lane.name, lane.silentSince(now));
  for (const view of views) view.frame(now);
  setText(byId("timeline-title"), `The last ${timeline.windowMs / 1000} seconds`);
  setText(byId("disconnect"), isOver() ? "Connect" : "Disconnect");
  setEnabled(byId("apply"), !storm.isOn && !policy.isInUse);
  setEnabled(byId("disconnect"), !storm.isOn || isOver());
  requestAnimationFrame(frame);
}

new ServerPanel();
race.begin(policy.options);
backoff.show(policy.options);
frame();
