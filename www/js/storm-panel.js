// The storm's button, its progress and caption, and the verdict at its end.

import { announce, byId, element, onPress, setText } from "./dom.js";

const INVITATION = "The storm breaks the network in every way a server, a router or a proxy can, for {length}. Then it counts.";

export class StormPanel {
  #storm;

  /** `start` begins a storm. */
  constructor(storm, start) {
    this.#storm = storm;
    onPress(byId("storm"), () => (storm.isOn ? storm.stop() : start()));
    storm.addEventListener("change", () => this.#changed());
    byId("storm-progress").setAttribute("aria-valuemax", String(storm.lastsMs / 1000));
    this.#changed();
  }

  frame(now) {
    const { lastsMs } = this.#storm;
    const runs = this.#storm.runsAt(now);
    byId("storm-fill").style.transform = `scaleX(${(runs / lastsMs).toFixed(4)})`;
    const seconds = Math.floor(runs / 1000);
    byId("storm-progress").setAttribute("aria-valuenow", String(seconds));
    setText(byId("storm-clock"), `${seconds} of ${lastsMs / 1000} s`);
  }

  #changed() {
    const { phase, caption, verdict, isOn, lastsMs } = this.#storm;
    byId("hero").dataset.storm = phase;
    setText(byId("storm"), phase === "running" ? "Stop the storm" : phase === "settling" ? "Settling…" : phase === "over" ? "Start another storm" : "Start the storm");
    byId("storm").setAttribute("aria-disabled", String(phase === "settling"));
    byId("storm").classList.toggle("primary", !isOn);
    const lines = verdict ? verdict.map(sentence) : [caption || INVITATION.replace("{length}", length(lastsMs))];
    const classes = verdict?.map(({ lost, doubled }) => (lost + doubled > 0 ? "bad" : "good"));
    byId("storm-caption").replaceChildren(...lines.map((line, i) => element("span", classes?.[i], line)));
    for (const { lane, lost, doubled } of verdict ?? []) {
      byId("hero").dataset[`${lane}Lost`] = lost;
      byId("hero").dataset[`${lane}Doubled`] = doubled;
    }
    if (phase !== "idle") announce(byId("storm-news"), lines.join(" "));
  }
}

const NAMES = { plain: "The plain WebSocket", everwire: "everwire" };

function sentence({ lane, messages, lost, doubled }) {
  return `${NAMES[lane]} lost ${lost} of the ${messages} messages of this storm, both ways, and doubled ${doubled}.`;
}

function length(ms) {
  return ms === 60_000 ? "one minute" : `${ms / 1000} seconds`;
}
