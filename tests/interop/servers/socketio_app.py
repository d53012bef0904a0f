"""A small app on python-socketio and uvicorn that behaves on the wire as OpenHands 0.62 does.

It replays a conversation in the connect handler, so before the connect is acknowledged: first the events above
latest_event_id, last of all the last change of the agent's state, whose id is not the highest. Nodes share Redis: what one
emits reaches the clients of all. The suite steers it over HTTP, on the same port.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from collections import defaultdict
from urllib.parse import parse_qs

import redis.asyncio
import socketio
import uvicorn
from socketio.exceptions import ConnectionRefusedError

MOST_CONVERSATIONS = 3
# How many events of a flood are stored at a time.
BATCH = 20
TOO_MANY = {
    "status_update": True,
    "type": "error",
    "id": "AGENT_ERROR$TOO_MANY_CONVERSATIONS",
    "message": "Too many conversations at once. If you are still using this one, try reactivating it by prompting the "
    "agent to continue",
}

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--redis", required=True)
arguments = parser.parse_args()
address = f"redis://127.0.0.1:{arguments.redis}"

# Often enough for a proxy that allows three seconds of silence.
sio = socketio.AsyncServer(
    async_mode="asgi", client_manager=socketio.AsyncRedisManager(address), ping_interval=1, ping_timeout=5
)
store = redis.asyncio.from_url(address, decode_responses=True)
# What this node emitted, by conversation and id. What others emitted is in Redis.
emitted = defaultdict(dict)
# Held while a node stores and emits.
emitting = defaultdict(asyncio.Lock)
# The conversations of each user in the order of their last use.
active = defaultdict(list)
tasks = defaultdict(int)


class Log:
    """The events of a conversation, in Redis: an event's id is its place."""

    @staticmethod
    async def append(conversation, events):
        length = await store.rpush(conversation, *map(json.dumps, events))
        return range(length - len(events), length)

    @staticmethod
    async def of(conversation):
        # Nothing that this node has stored and not emitted yet: who joins would have it twice.
        async with emitting[conversation]:
            stored = [json.loads(event) for event in await store.lrange(conversation, 0, -1)]
            return dict(enumerate(stored))


@sio.event
async def connect(sid, environ, auth):
    query = parse_qs(environ["QUERY_STRING"])
    conversation = query.get("conversation_id", [None])[0]
    if conversation is None:
        raise ConnectionRefusedError("No conversation_id in query params")
    if query.get("session_api_key") != ["good"]:
        raise ConnectionRefusedError("invalid_session_api_key")
    try:
        latest = int(query.get("latest_event_id", ["-1"])[0])
    except ValueError:
        latest = -1
    await replay(sid, conversation, latest)
    await sio.enter_room(sid, conversation)
    await sio.save_session(sid, {"conversation": conversation})
    await start(query.get("user", [conversation])[0], conversation)


async def replay(sid, conversation, latest):
    events = await Log.of(conversation)
    number, state = latest + 1, None
    while True:
        # Events that come while others are sent are sent too, so that none falls between replay and room.
        while number in events or number in emitted[conversation]:
            event = {"id": number, **(events.get(number) or emitted[conversation][number])}
            number += 1
            if event.get("observation") == "agent_state_changed":
                state = event
            else:
                await sio.emit("oh_event", event, to=sid, ignore_queue=True)
        if state is None:
            return
        await sio.emit("oh_event", state, to=sid, ignore_queue=True)
        state = None


async def start(user, conversation):
    """One more conversation of a user; the least recently used of too many is ended."""
    conversations = active[user]
    if conversation in conversations:
        conversations.remove(conversation)
    conversations.append(conversation)
    if len(conversations) > MOST_CONVERSATIONS:
        oldest = conversations.pop(0)
        await sio.emit("oh_event", TOO_MANY, to=oldest)
        for sid, _ in list(sio.manager.get_participants("/", oldest)):
            await sio.disconnect(sid)


@sio.event
async def ask(sid, question):
    return {"answer": question}


@sio.event
async def echo(sid, value):
    await sio.emit("echoed", value, to=sid)
    return value


@sio.event
async def task(sid, name):
    tasks[name] += 1
    if tasks[name] == 1:
        # Who asks is not answered on the connection on which it asked.
        await asyncio.Event().wait()
    return {"name": name, "times": tasks[name]}


async def emit(room, events):
    async with emitting[room]:
        for number, event in zip(await Log.append(room, events), events):
            # Nothing is awaited between this and the emit's look at who is in the room: who joins has it from here, or live.
            emitted[room][number] = event
            await sio.emit("oh_event", {"id": number, **event}, to=room)


async def flood(room, count, seconds):
    loop = asyncio.get_running_loop()
    started = loop.time()
    for first in range(0, count, BATCH):
        await emit(room, [{"n": number} for number in range(first, first + BATCH)])
        ahead = started + first * seconds / count - loop.time()
        if ahead > 0:
            await asyncio.sleep(ahead)


def participants(room):
    return [sid for sid, _ in sio.manager.get_participants("/", room)] if sio.manager.rooms.get("/", {}).get(room) else []


async def question(room, question):
    return [await sio.call("question", question, to=sid, timeout=20) for sid in participants(room)]


async def seen(task):
    return tasks[task]


async def clients(room):
    return len(participants(room))


async def cut(room):
    """Ends the transport, as a fault would."""
    for sid in participants(room):
        await sio.eio.disconnect(sio.manager.eio_sid_from_sid(sid, "/"))


async def leave(room):
    for sid in participants(room):
        await sio.disconnect(sid)


ORDERS = {
    "emit": emit,
    "flood": flood,
    "ask": question,
    "seen": seen,
    "clients": clients,
    "cut": cut,
    "leave": leave,
}


async def control(scope, receive, send):
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        return await send({"type": "lifespan.shutdown.complete"})
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    order = ORDERS[scope["path"].removeprefix("/control/")]
    answer = json.dumps({"answer": await order(**json.loads(body))}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": answer})


class Server(uvicorn.Server):
    async def startup(self, sockets=None):
        await super().startup(sockets)
        print(json.dumps({"port": arguments.port}), flush=True)


def end_with_parent():
    """The suite holds the other end of stdin: when it is gone, however it went, so are we."""
    while sys.stdin.buffer.read(1):
        pass
    os.killpg(0, signal.SIGKILL)


threading.Thread(target=end_with_parent, daemon=True).start()
app = socketio.ASGIApp(sio, other_asgi_app=control)
Server(uvicorn.Config(app, host="127.0.0.1", port=arguments.port, log_level="warning", lifespan="on")).run()
