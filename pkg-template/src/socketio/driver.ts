// Runs Socket.IO's machine on a real WebSocket: what the plain driver does, and packets.

import { call, Call, Do, hear, say } from "../core.js";
import { Driver, type Told } from "../driver.js";
import type { Cursor, Message } from "../types.js";
import { decode, encode, type Body } from "./packet.js";

/** What is emitted: its namespace, and whether it is to be acknowledged. */
export interface Outgoing extends Body {
  readonly _namespace: number;
  readonly _acknowledged: boolean;
}

/** A packet that came, to be completed by its attachments. */
interface Incoming extends Body {
  /** Type and the like. */
  readonly _head: string;
}

/** By their numbers on the wire; those with attachments are three more. */
const enum Kind {
  Connect,
  Disconnect,
  Event,
  Ack,
}

/** What the server says must not look like what is said here. */
export const RESERVED = /^(connect(_error)?|disconnect(ing)?|(new|remove)Listener)$/;

/** Who knows what authenticates in a namespace: calls one of the two with that. */
type Authenticate = (namespace: number, done: (auth: unknown) => void, failed: (error: unknown) => void) => void;

export class SocketIoDriver extends Driver {
  _authenticate!: Authenticate;
  private _incoming: Incoming | undefined;

  /** Tells later, in turn. */
  _later(...event: Told): void {
    this._events.push(event);
  }

  /** A function that acknowledges event `id` of the server's, once, if the connection is still there. */
  _acknowledgement(namespace: number, id: number): (...args: unknown[]) => void {
    let socket = this._socket;
    return (...args) => {
      if (socket && socket === this._socket) this._packet(Kind.Ack, namespace, encode(args), id);
      socket = undefined;
    };
  }

  protected override _message(id: number, { data }: MessageEvent): void {
    if (typeof data === "string") {
      const _head = /^\d+-?(\/[^,]*,?)?\d*/.exec(data)?.[0] ?? "";
      const _json = data.slice(_head.length);
      // No namespace is that long: cut off, it is no packet.
      say((_head + _json.slice(0, 1)).slice(0, 999));
      const _data: Incoming = { _head, _json, _attachments: [] };
      this._happened(Call.Text, id, data.length, 0, { _data: _data as unknown as Message });
    } else this._happened(Call.Binary, id, (data as ArrayBuffer).byteLength, 0, { _data: data as ArrayBuffer });
  }

  protected override _other(event: Told): void {
    const [what, [first = 0], { _data }] = event;
    if (what === Do.Greeting) {
      this._socket!.binaryType = "arraybuffer";
      this._sure(() => {
        const { pingInterval, pingTimeout } = JSON.parse((_data as unknown as Incoming)._json) as Record<string, number>;
        this._step(Call.Greeted, first, pingInterval!, pingTimeout!, {});
      });
    } else if (what === Do.Pong) super._write("3");
    else if (what === Do.Connect) {
      const socket = this._socket;
      // Also where the user has left by then: it is asked for once.
      const still = (act: () => void): void => {
        if (socket === this._socket) this._sure(act);
      };
      this._authenticate(
        first,
        (auth) => still(() => this._packet(Kind.Connect, first, encode(auth))),
        (error) => still(() => { if (this._ask(Call.Wants, first)) throw error; }),
      );
    } else if (what === Do.Disconnect) this._packet(Kind.Disconnect, first);
    else if (what === Do.Hold) this._incoming = _data as unknown as Incoming;
    else if (what === Do.Attach) this._incoming!._attachments.push(_data!);
    else if (what === Do.Parse) this._sure(() => this._parse(this._incoming!));
    else super._other(event);
  }

  protected override _write(message: Message, number: number): boolean {
    const packet = message as unknown as Outgoing;
    return this._packet(Kind.Event, packet._namespace, packet, packet._acknowledged ? number : -1);
  }

  /** Gives up the transport where what came, or what was needed, makes no sense. */
  private _sure(act: () => void): void {
    try {
      act();
    } catch (_event) {
      this._call(Call.Broken, 0, 0, 0, { _event });
    }
  }

  private _packet(kind: Kind, namespace: number, body?: Body, id = -1): boolean {
    const { _json, _attachments } = body ?? { _json: "", _attachments: [] };
    const count = _attachments.length;
    call(this._client, Call.Encode, 0, namespace, kind + (count && 3) + 8 * count, id);
    return ["4" + hear() + _json, ..._attachments].every((frame) => super._write(frame));
  }

  private _parse(incoming: Incoming): void {
    const data = decode(incoming);
    let cursor;
    if (/^4[25]/.test(incoming._head)) {
      const [name, ...args] = data as [unknown, ...unknown[]];
      if (!/string|number/.test(typeof name) || RESERVED.test(name as string)) throw new Error("everwire: no event");
      const find = (matcher: unknown): unknown =>
        matcher && this._try(() => (matcher as (...args: unknown[]) => unknown)(name, ...args));
      cursor = find(this._plan["resume.cursor"]);
      const key = find(this._plan["resume.key"]);
      this._find(Call.Cursor, cursor);
      this._find(Call.Key, key);
    }
    this._step(Call.Parsed, 0, 0, 0, { _data: data as Message, _cursor: cursor as Cursor });
  }
}
