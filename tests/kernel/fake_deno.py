"""Stands in for `deno jupyter`: speaks the protocol, and breaks it on request.

A cell is a JSON list of steps: ["stream", text], ["garbage"], ["bad signature"], ["bad json"],
["lose fences", count], ["fail fences", count]. Anything else is answered with ok.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import zmq

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from trafficlab.kernel.connection import read_connection
from trafficlab.kernel.wire import DELIMITER, Message, Wire


class FakeDeno:
    def __init__(self, connection_file: Path) -> None:
        connection = read_connection(connection_file)
        context = zmq.Context()
        self.wire = Wire(connection.key.encode())
        self.shell = context.socket(zmq.ROUTER)
        self.iopub = context.socket(zmq.PUB)
        self.shell.bind(connection.url("shell"))
        self.iopub.bind(connection.url("iopub"))
        self.lose = 0
        self.fail = 0

    def serve(self) -> None:
        while True:
            request = self.wire.decode(self.shell.recv_multipart())
            self.publish("status", {"execution_state": "busy"}, request)
            ok = self.execute(str(request.content.get("code", "")), request)
            reply_type = request.type.replace("_request", "_reply")
            content = {"status": "ok" if ok else "error", "protocol_version": "5.3"}
            reply = self.wire.message(reply_type, content, request.header)
            reply.identities = request.identities
            self.shell.send_multipart(self.wire.encode(reply))
            self.publish("status", {"execution_state": "idle"}, request)

    def execute(self, code: str, request: Message) -> bool:
        fence = re.fullmatch(r'__trafficlab__\.fence\("(\w+)"\)', code)
        if fence is not None:
            return self.fence(fence[1], request)
        if code.startswith("["):
            for name, *arguments in json.loads(code):
                self.step(name, arguments, request)
        return True

    def fence(self, token: str, request: Message) -> bool:
        if self.fail > 0:
            self.fail -= 1
            return False
        if self.lose > 0:
            self.lose -= 1
            return True
        self.publish("trafficlab_fence", {"token": token}, request)
        return True

    def step(self, name: str, arguments: list[Any], request: Message) -> None:
        if name == "stream":
            self.publish("stream", {"name": "stdout", "text": arguments[0]}, request)
        elif name == "lose fences":
            self.lose = arguments[0]
        elif name == "fail fences":
            self.fail = arguments[0]
        else:
            self.iopub.send_multipart(self.broken(name, request))

    def broken(self, name: str, request: Message) -> list[bytes]:
        frames = self.wire.encode(
            self.wire.message("stream", {"name": "stdout", "text": "?"}, request.header)
        )
        if name == "garbage":
            return [b"\xff\x00", b"", b"\x80" * 300]
        if name == "bad signature":
            return [frames[0], b"0" * 64, *frames[2:]]
        header = b'{"msg_id": '
        return [DELIMITER, self.wire._sign([header, *frames[3:6]]), header, *frames[3:6]]

    def publish(self, msg_type: str, content: dict[str, Any], request: Message) -> None:
        self.iopub.send_multipart(self.wire.encode(self.wire.message(msg_type, content, request.header)))


if __name__ == "__main__":
    FakeDeno(Path(sys.argv[-1])).serve()
