// The entry `everwire/openhands`: conversations of OpenHands, whatever its server speaks.

export { connectConversation } from "./openhands/conversation.js";
export type { Conversation } from "./openhands/conversation.js";
export { EventService } from "./openhands/service.js";
export type { ConfirmationRequest, RequestError, RequestOptions } from "./openhands/service.js";
export type * from "./openhands/types.js";
