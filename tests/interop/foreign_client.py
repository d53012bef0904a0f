"""A python-socketio client that the suite steers: one order a line on stdin, one answer a line on stdout, both JSON."""

import asyncio
import base64
import json
import sys

import socketio

sio = socketio.AsyncClient(reconnection=False)
events = asyncio.Queue()
paths = {}


def plain(value):
    """A value as JSON can carry it: bytes in Base64."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def rich(value):
    """What `plain` was given."""
    if isinstance(value, dict):
        if list(value) == ["bytes"]:
            return base64.b64decode(value["bytes"])
        return {key: rich(item) for key, item in value.items()}
    return [rich(item) for item in value] if isinstance(value, list) else value


@sio.on("*", namespace="*")
async def heard(event, namespace, *arguments):
    await events.put({"event": event, "arguments": plain(arguments)})
    if event == "question":
        return tuple(reversed(arguments))


@sio.on("disconnect", namespace="*")
async def gone(namespace, reason):
    await events.put({"event": "disconnect", "arguments": [reason]})


@sio.on("connect_error", namespace="*")
async def refused(namespace, data=None):
    await events.put({"event": "connect_error", "arguments": [data]})


async def connect(url, namespace):
    try:
        await sio.connect(url, transports=["websocket"], namespaces=[namespace], wait_timeout=20)
        return sio.get_sid(namespace)
    except socketio.exceptions.ConnectionError as error:
        # Why, is known only to the handler.
        reason = events.get_nowait()["arguments"][0] if not events.empty() else str(error)
        return {"error": reason["message"] if isinstance(reason, dict) else reason}


ORDERS = {
    "connect": connect,
    "emit": lambda namespace, event, *data: sio.emit(event, tuple(rich(list(data))), namespace=namespace),
    "ask": lambda namespace, event, *data: sio.call(event, tuple(rich(list(data))), namespace=namespace, timeout=20),
    "next": lambda: asyncio.wait_for(events.get(), 20),
    "disconnect": lambda: sio.disconnect(),
}


async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print(json.dumps("ready"), flush=True)
    while line := await reader.readline():
        name, *arguments = json.loads(line)
        print(json.dumps(plain(await ORDERS[name](*arguments))), flush=True)


asyncio.run(main())
