"""The two sides of the launcher: public sockets for Jupyter's clients, private ones to Deno."""

from __future__ import annotations

from threading import Thread

import zmq

from .connection import Connection
from .wire import Message, Wire

_LINGER_MS = 1_000
_RECONNECT_MS = 10

# Past this a length field can only come from a corrupt stream; the socket then starts afresh.
_MAX_MESSAGE_BYTES = 1 << 30


class Side:
    """Five sockets of one connection and the wire that signs for them."""

    _TYPES: dict[str, int]

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
    """What Jupyter's clients connect to."""

    _TYPES = {
        "shell": zmq.ROUTER,
        "control": zmq.ROUTER,
        "stdin": zmq.ROUTER,
        "iopub": zmq.PUB,
    }

    def __init__(self, context: zmq.Context[zmq.Socket[bytes]], connection: Connection) -> None:
        super().__init__(context, connection)
        # A client that comes back under its old identity gets its replies again.
        for channel in ("shell", "control", "stdin"):
            self._sockets[channel].router_handover = True
        for channel, socket in self._sockets.items():
            socket.bind(connection.url(channel))
        heartbeat = context.socket(zmq.ROUTER)
        heartbeat.linger = 0
        heartbeat.bind(connection.url("hb"))
        Thread(target=_echo, args=(heartbeat,), daemon=True).start()

    def publish(self, message: Message) -> None:
        """Send on iopub under the topic that clients may filter by."""
        message.identities = [message.type.encode()]
        self.send("iopub", message)


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
            socket.reconnect_ivl = _RECONNECT_MS
            socket.maxmsgsize = _MAX_MESSAGE_BYTES
            if channel == "iopub":
                socket.subscribe(b"")
            socket.connect(connection.url("shell" if channel == "own" else channel))

    def reconnect_iopub(self) -> None:
        """Leave a stream that is out of step; Deno begins a new one for a new connection."""
        url = self.connection.url("iopub")
        self._sockets["iopub"].disconnect(url)
        self._sockets["iopub"].connect(url)
