// partysocket's main entry over everwire: who changes the import changes nothing else.

import { ReconnectingWebSocket } from "everwire";
import type { Message, Options as ClientOptions, ProtocolsSource, UrlSource } from "everwire";
import { placeOf, urlOf, valueOf } from "./party.js";
import type { PartyFetchOptions, PartySocketOptions, WebSocketOptions } from "./party.js";

export type { PartyFetchOptions, PartySocketOptions, WebSocketOptions } from "./party.js";
export { PartySocket as default };

// What `partysocket/ws` names.
export type { Message } from "everwire";
export type { CloseEvent, ErrorEvent, ProtocolsProvider, UrlProvider, WebSocketEventMap } from "everwire";
export type { WebSocketOptions as Options } from "./party.js";

/** The client, whose `send` may say something else. */
const Client = ReconnectingWebSocket as unknown as Omit<typeof ReconnectingWebSocket, "prototype"> &
  (new (url: UrlSource, protocols?: ProtocolsSource, options?: ClientOptions | null) => Omit<
    ReconnectingWebSocket,
    "send" | "reconnect"
  > & { send(message: Message): unknown; reconnect(code?: number, reason?: string): void });

/** `ReconnectingWebSocket` with partysocket's `send` and `shouldReconnectOnClose`. */
export class WebSocket extends Client {
  constructor(url: UrlSource, protocols?: ProtocolsSource, options?: WebSocketOptions | null) {
    super(url, protocols, judged(() => options));
  }

  /** Whether the message was handed to the open socket: false where it is queued, or dropped. */
  override send(message: Message): boolean {
    return super.send(message) === "sent";
  }
}

/** A `WebSocket` to a room of a PartyKit server. */
export class PartySocket extends WebSocket {
  /** The name of the party. */
  name!: string;
  room!: string | undefined;
  /** Without a scheme. */
  host!: string;
  /** With a slash in front, or empty. */
  path!: string;
  basePath!: string | undefined;
  /** The same as `id`. */
  declare _pk: string;
  /** The same as `roomUrl`. */
  declare _pkurl: string;
  /** The options, with what `updateProperties` changed. */
  partySocketOptions!: PartySocketOptions;

  /**
   * Connects at once, unless `startClosed`.
   *
   * @throws TypeError where there is no host, or neither room nor basePath, or the path starts with a slash.
   */
  constructor(options: PartySocketOptions) {
    if (!options.startClosed) check(options);
    let socket: PartySocket;
    // Called in a microtask at the earliest, when there is a socket.
    const now = (): PartySocketOptions => socket.partySocketOptions;
    super(
      () => urlOf("ws", now(), socket.id),
      () => valueOf(now().protocols),
      judged(() => (socket ? now() : options)),
    );
    socket = this;
    take(this, options);
    if (options.disableNameValidation) return;
    for (const name of ["party", "room"] as const) {
      if (options[name]?.includes("/")) console.warn(`everwire: a slash in the name of the ${name}: ${options[name]}`);
    }
  }

  /** Changes where the next connection leads: `reconnect()` makes it. */
  updateProperties(changes: Partial<PartySocketOptions>): void {
    const old = this.partySocketOptions;
    const options = { ...old, ...changes };
    for (const name of ["host", "room", "path", "basePath"] as const) options[name] ??= old[name]!;
    take(this, options);
  }

  /** As that of `WebSocket`. @throws TypeError where there is no host, or neither room nor basePath. */
  override reconnect(code?: number, reason?: string): void {
    check(this);
    super.reconnect(code, reason);
  }

  /** What the server knows this client by. */
  get id(): string {
    return this["_pk"];
  }

  /** The room's URL, without a query. */
  get roomUrl(): string {
    return this["_pkurl"];
  }

  /** A request to the room, by HTTP. */
  static async fetch(options: PartyFetchOptions, init?: RequestInit): Promise<Response> {
    return (options.fetch ?? fetch)(await urlOf("http", options), init);
  }
}

// No method: the names that the build makes short are those of one bundle, and the class beneath is in another.
function take(socket: PartySocket, options: PartySocketOptions): void {
  Object.assign(socket, placeOf("ws", options));
  // `crypto.randomUUID` is there in secure contexts only.
  socket["_pk"] = options.id || crypto.getRandomValues(new Uint32Array(4)).join("-");
  socket.partySocketOptions = options;
}

function check({ host, room, basePath }: Pick<PartySocketOptions, "host" | "room" | "basePath">): void {
  if (!host || (!room && !basePath)) {
    throw new TypeError("everwire: PartySocket takes a host, and a room or basePath");
  }
}

/** The options for the client. Of its two functions it asks `retry` first, and each time. */
function judged(options: () => WebSocketOptions | null | undefined): ClientOptions {
  let verdict: boolean | undefined;
  const retry = (close: object): boolean => {
    const judge = options()?.shouldReconnectOnClose;
    verdict = judge && !!judge(close as CloseEvent);
    return !!verdict;
  };
  return { close: { retry, fatal: () => verdict === false }, ...options() };
}
