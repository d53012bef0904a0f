// What `everwire/socketio` promises. Run in Node and in pages alike.

import { binary } from "./cases-binary.mjs";
import { connecting } from "./cases-connecting.mjs";
import { hostile } from "./cases-hostile.mjs";
import { listening } from "./cases-listening.mjs";
import { messages } from "./cases-messages.mjs";
import { recovering } from "./cases-recovering.mjs";

export const CASES = { ...connecting, ...listening, ...messages, ...binary, ...recovering, ...hostile };
