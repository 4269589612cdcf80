"""Jupyter's wire protocol: signed frames to messages and back.

jupyter_client has a Session for this, but importing it costs more than half of the launcher's start,
and it refuses what the forwarder wants to pass on untouched.
"""

from __future__ import annotations

import hmac
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import cached_property
from typing import Any

DELIMITER = b"<IDS|MSG>"
_SIGNED_FRAMES = 4


class WireError(ValueError):
    """Frames that are not a valid signed Jupyter message."""


@dataclass
class Message:
    """One message; content and metadata stay bytes until somebody asks."""

    header: dict[str, Any]
    parent: dict[str, Any]
    content_bytes: bytes
    metadata: bytes = b"{}"
    identities: list[bytes] = field(default_factory=list)
    buffers: list[bytes] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.header["msg_id"])

    @property
    def type(self) -> str:
        return str(self.header["msg_type"])

    @property
    def parent_id(self) -> str:
        return str(self.parent.get("msg_id", ""))

    @cached_property
    def content(self) -> dict[str, Any]:
        """The parsed content. @raises WireError when it is not a JSON object."""
        return _json_object(self.content_bytes, "content")


def _json_object(data: bytes, name: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WireError(f"{name} is not JSON") from error
    if not isinstance(value, dict):
        raise WireError(f"{name} is not a JSON object")
    return value


class Wire:
    """Encodes and decodes with one connection's key."""

    def __init__(self, key: bytes, signature_scheme: str = "hmac-sha256") -> None:
        self._key = key
        self._digest = signature_scheme.removeprefix("hmac-")
        self.session = uuid.uuid4().hex

    def message(
        self, msg_type: str, content: dict[str, Any], parent: dict[str, Any] | None = None
    ) -> Message:
        """A new message of the launcher's own."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "session": self.session,
            "username": "kernel",
            "date": datetime.now(timezone.utc).isoformat(),
            "msg_type": msg_type,
            "version": "5.3",
        }
        return Message(header, parent or {}, json.dumps(content).encode())

    def encode(self, message: Message) -> list[bytes]:
        """The frames of a message, with a fresh signature."""
        signed = [
            json.dumps(message.header).encode(),
            json.dumps(message.parent).encode(),
            message.metadata,
            message.content_bytes,
        ]
        return [*message.identities, DELIMITER, self._sign(signed), *signed, *message.buffers]

    def decode(self, frames: list[bytes]) -> Message:
        """The message in the frames. @raises WireError for anything that is not one of this connection."""
        try:
            at = frames.index(DELIMITER)
        except ValueError:
            raise WireError("no delimiter") from None
        signed = frames[at + 2 : at + 2 + _SIGNED_FRAMES]
        if len(signed) < _SIGNED_FRAMES:
            raise WireError(f"{len(frames) - at} frames after the identities")
        if self._key and not hmac.compare_digest(self._sign(signed), frames[at + 1]):
            raise WireError("wrong signature")
        header = _json_object(signed[0], "header")
        for name in ("msg_id", "msg_type"):
            if not isinstance(header.get(name), str):
                raise WireError(f"header has no {name}")
        return Message(
            header=header,
            parent=_json_object(signed[1], "parent header"),
            metadata=signed[2],
            content_bytes=signed[3],
            identities=frames[:at],
            buffers=frames[at + 2 + _SIGNED_FRAMES :],
        )

    def _sign(self, frames: list[bytes]) -> bytes:
        if not self._key:
            return b""
        signature = hmac.new(self._key, digestmod=self._digest)
        for frame in frames:
            signature.update(frame)
        return signature.hexdigest().encode()
