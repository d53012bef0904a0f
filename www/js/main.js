// The demo page: one session, the views that show it, and one frame loop that keeps them true.

import { byId, setText } from "./dom.js";
import { Faults } from "./faults.js";
import { Log } from "./log.js";
import { Messages } from "./messages.js";
import { Session } from "./session.js";
import { Settings } from "./settings.js";
import { Status } from "./status.js";
import { Timeline } from "./timeline.js";

const session = new Session();
const settings = new Settings();
const timeline = new Timeline(byId("plot"));
const log = new Log();
const messages = new Messages(session);
const status = new Status(session, connect);
const faults = new Faults((name, at) => {
  timeline.strike(name, at);
  log.strike(at, name);
});

timeline.enter("idle", Date.now());

session.addEventListener("transition", ({ detail: { at, state } }) => {
  timeline.enter(state.phase, at);
  log.transition(at, state);
});

session.addEventListener("message", ({ detail: { direction, at, answer } }) => {
  timeline.message(direction, at, answer ?? "came");
});

function connect() {
  const { options } = settings;
  try {
    session.connect(options);
    settings.accept(options);
  } catch (error) {
    settings.refuse(error.message);
    status.say(error.message);
  }
}

function frame() {
  const now = Date.now();
  session.followQueue();
  for (const view of [status, timeline, faults, messages, log]) view.frame(now);
  setText(byId("timeline-title"), `Last ${timeline.windowMs / 1000} seconds`);
  requestAnimationFrame(frame);
}

frame();
