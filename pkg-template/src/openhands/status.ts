// What an event says the agent does.

import type { Frame } from "./link.js";

export function statusOf({ kind, key, value, observation, extras }: Frame): unknown {
  if (observation === "agent_state_changed") return Object(extras).agent_state;
  if (kind !== "ConversationStateUpdateEvent") return;
  if (key === "execution_status") return value;
  if (key === "full_state") return Object(value).execution_status;
}
