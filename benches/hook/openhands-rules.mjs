// OpenHands' use-websocket rules, as its front end had them in November 2025, written anew for the bench: each message is a
// state change of its own, `messages` keeps all of them and is copied for each, a lost connection is tried again after 3 s.

import { useEffect, useRef, useState } from "react";

const DELAY = 3000;

export function useWebSocket(url, { queryParams, onOpen, onClose, onMessage, onError, reconnect } = {}) {
  const [isConnected, setConnected] = useState(false);
  const [lastMessage, setLastMessage] = useState(null);
  const [messages, setMessages] = useState([]);
  const [error, setError] = useState(null);
  const [isReconnecting, setReconnecting] = useState(false);
  const [attemptCount, setAttemptCount] = useState(0);
  const socket = useRef(null);
  const wanted = useRef(true);
  const attempts = useRef(0);
  const latest = useRef({});
  latest.current = { onOpen, onClose, onMessage, onError, reconnect };
  const query = queryParams ? `?${new URLSearchParams(queryParams)}` : "";

  useEffect(() => {
    if (!url?.trim()) return undefined;
    let timer;
    wanted.current = true;
    const connect = () => {
      const ws = new WebSocket(url + query);
      socket.current = ws;
      ws.onopen = (event) => {
        setConnected(true);
        setError(null);
        setReconnecting(false);
        setAttemptCount((attempts.current = 0));
        latest.current.onOpen?.(event);
      };
      ws.onmessage = (event) => {
        setLastMessage(event.data);
        setMessages((before) => [...before, event.data]);
        latest.current.onMessage?.(event);
      };
      ws.onclose = (event) => {
        setConnected(false);
        if (event.code !== 1000 && wanted.current) {
          const why = event.reason || "Connection closed unexpectedly";
          setError(new Error(`WebSocket closed with code ${event.code}: ${why}`));
          latest.current.onError?.(event);
        }
        latest.current.onClose?.(event);
        const { enabled = false, maxAttempts = Infinity } = latest.current.reconnect ?? {};
        if (!enabled || !wanted.current || attempts.current >= maxAttempts) return;
        setReconnecting(true);
        setAttemptCount((attempts.current += 1));
        timer = setTimeout(connect, DELAY);
      };
      ws.onerror = (event) => {
        setConnected(false);
        latest.current.onError?.(event);
      };
    };
    connect();
    return () => {
      wanted.current = false;
      clearTimeout(timer);
      socket.current.close();
    };
  }, [url, query]);

  const sendMessage = (data) => {
    if (socket.current?.readyState === WebSocket.OPEN) socket.current.send(data);
  };
  const disconnect = () => {
    wanted.current = false;
    socket.current?.close();
  };
  const result = { isConnected, lastMessage, messages, error, socket: socket.current };
  return { ...result, sendMessage, isReconnecting, attemptCount, disconnect };
}
