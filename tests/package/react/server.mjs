// What renders on a server.

import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { useConversation } from "everwire/openhands/react";
import { Page } from "./page.mjs";

export const render = (url) => renderToString(h(Page, { url }));

function Conversation({ url }) {
  const { isConnected, isLoadingHistory, events, status, conversation } = useConversation("some id", { conversationUrl: url });
  return JSON.stringify({ isConnected, isLoadingHistory, events, status, conversation });
}

export const renderConversation = (url) => renderToString(h(Conversation, { url }));
