"""The two sides of the launcher: public sockets for Jupyter's clients, private ones to Deno."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Thread
from typing import Any, ClassVar

import zmq

from .connection import Connection
from .wire import Message, Wire

_LINGER_MS = 1_000
_RECONNECT_MS = 10
_KEPT_IDS = 1_000

# Past this a length field can only come from a corrupt stream; the socket then starts afresh.
_MAX_MESSAGE_BYTES = 1 << 30


class Side:
    """The sockets of one connection and the wire that signs for them."""

    _TYPES: ClassVar[Mapping[str, int]]

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        self.connection = connection
        self.wire = Wire(connection.key.encode(), connection.signature_scheme)
        self._sockets = {channel: context.socket(type_) for channel, type_ in self._TYPES.items()}
        for socket in self._sockets.values():
            socket.linger = _LINGER_MS
            # No limit on queued messages: the default drops output of a cell that prints fast.
            socket.set_hwm(0)

    def __getitem__(self, channel: str) -> zmq.Socket[bytes]:
        return self._sockets[channel]

    def send(self, channel: str, message: Message) -> None:
        self._sockets[channel].send_multipart(self.wire.encode(message))

    def close(self) -> None:
        for socket in self._sockets.values():
            socket.close()


class Front(Side):
    """What Jupyter's clients connect to; knows which client waits for which reply."""

    _TYPES = {"shell": zmq.ROUTER, "control": zmq.ROUTER, "stdin": zmq.ROUTER, "iopub": zmq.PUB}

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        super().__init__(context, connection)
        self._clients: OrderedDict[str, list[bytes]] = OrderedDict()
        # A client that comes back under its old identity gets its replies again.
        for channel in ("shell", "control", "stdin"):
            self._sockets[channel].router_handover = True

    def bind(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Take the public ports, and answer heartbeats from now on.

        @raises zmq.ZMQError when a port is taken.
        """
        for channel, socket in self._sockets.items():
            socket.bind(self.connection.url(channel))
        heartbeat = context.socket(zmq.ROUTER)
        heartbeat.linger = 0
        try:
            heartbeat.bind(self.connection.url("hb"))
        except zmq.ZMQError:
            heartbeat.close()
            raise
        Thread(target=_echo, args=(heartbeat,), daemon=True).start()

    def remember(self, request: Message) -> None:
        """Note who asked. Requests that are never answered do not pile up."""
        self._clients[request.id] = request.identities
        while len(self._clients) > _KEPT_IDS:
            self._clients.popitem(last=False)

    def client_of(self, request: Message) -> list[bytes]:
        """Who asked, while the reply is still due."""
        return self._clients.get(request.id, [])[:1]

    def answer(self, channel: str, reply: Message) -> None:
        """Send a reply to the client that waits for it; without one, to nobody."""
        identities = self._clients.pop(reply.parent_id, None)
        if identities is not None:
            reply.identities = identities
            self.send(channel, reply)

    def reply(self, channel: str, request: Message, msg_type: str, content: dict[str, Any]) -> None:
        """Answer a request ourselves."""
        reply = self.wire.message(msg_type, content, request.header)
        reply.identities = request.identities
        self.send(channel, reply)

    def forward(self, message: Message) -> None:
        """Send on iopub, under the topic that clients may filter by."""
        message.identities = [message.type.encode()]
        self.send("iopub", message)

    def publish(self, msg_type: str, content: dict[str, Any], request: Message | None) -> None:
        """Send a message of our own on iopub, under the request that it belongs to."""
        self.forward(self.wire.message(msg_type, content, None if request is None else request.header))

    def publish_status(self, state: str, request: Message | None) -> None:
        self.publish("status", {"execution_state": state}, request)

    def publish_stderr(self, text: str, request: Message | None) -> None:
        self.publish("stream", {"name": "stderr", "text": text}, request)


def _echo(heartbeat: zmq.Socket[bytes]) -> None:
    """Send heartbeats back, while Deno starts too: a client takes a second without one for a death."""
    try:
        zmq.proxy(heartbeat, heartbeat)
    except zmq.ContextTerminated:
        heartbeat.close()


class Back(Side):
    """What connects to Deno. Its heartbeat is not used: the launcher watches the process itself.

    The launcher's own requests go to Deno's shell port by a connection of their own. Two replies in a
    row on one connection would meet TCP's delayed acknowledgement: 40 ms on every tenth cell (measured).
    """

    _TYPES = {
        "shell": zmq.DEALER,
        "own": zmq.DEALER,
        "control": zmq.DEALER,
        "stdin": zmq.DEALER,
        "iopub": zmq.SUB,
    }

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        super().__init__(context, connection)
        for channel, socket in self._sockets.items():
            # At the end Deno is gone, and what it was to be told with it.
            socket.linger = 0
            socket.reconnect_ivl = _RECONNECT_MS
            socket.maxmsgsize = _MAX_MESSAGE_BYTES
            if channel == "iopub":
                socket.subscribe(b"")
            socket.connect(connection.url("shell" if channel == "own" else channel))

    def execute_silently(self, code: str) -> Message:
        """Send a request of the launcher's own. It leaves no trace in history or counter."""
        content = {"code": code, "silent": True, "store_history": False, "allow_stdin": False}
        request = self.wire.message("execute_request", content)
        self.send("own", request)
        return request

    def is_own(self, message: Message) -> bool:
        """Whether a message answers a request of the launcher's own."""
        return message.parent.get("session") == self.wire.session

    def reconnect_iopub(self) -> None:
        """Leave a stream that is out of step; Deno begins a new one for a new connection."""
        url = self.connection.url("iopub")
        self._sockets["iopub"].disconnect(url)
        self._sockets["iopub"].connect(url)
