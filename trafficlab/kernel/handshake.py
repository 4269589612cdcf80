"""Waits until Deno answers on its private ports, and runs the prelude in it."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import zmq

from .deno_process import V8_FLAGS, DenoProcess
from .execution import FENCE_TYPE, fence_code
from .sockets import Back
from .wire import Message, WireError

log = logging.getLogger(__name__)

_START_TIMEOUT_S = 60.0
_POLL_MS = 50
_READY_TOKEN = "ready"


class StartError(RuntimeError):
    """Deno did not become ready."""


def prelude_code(folder: Path, report_path: str | None) -> str:
    """The prelude's source as one call. JSON text is a JavaScript expression, so no value can escape."""
    source = (Path(__file__).parent / "prelude.js").read_text("utf-8")
    options = {
        "folder": str(folder).encode("utf-8", "replace").decode(),
        "reportPath": report_path,
        "v8Flags": os.environ.get(V8_FLAGS),
    }
    call = source.rstrip().removesuffix(";")
    return f"({call})({json.dumps(options)})"


def start(back: Back, process: DenoProcess, folder: Path, should_stop: Callable[[], bool]) -> None:
    """Run the prelude and wait for the first token on iopub: from then on no output is missed.

    @raises StartError when Deno ends, does not answer in time, or `should_stop` says so.
    """
    prelude = back.execute_silently(prelude_code(folder, process.reports.path))
    has_prelude = False
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.exit_code() is not None:
            raise StartError(f"Deno ended with exit code {process.exit_code()} before it was ready")
        if should_stop():
            raise StartError("stopped before Deno was ready")
        if back["own"].poll(_POLL_MS):
            reply = _receive(back, "own")
            if reply is not None and reply.parent_id == prelude.id:
                _require_ok(reply)
                has_prelude = True
        if has_prelude:
            back.execute_silently(fence_code(_READY_TOKEN))
            back["iopub"].poll(_POLL_MS)
        if _drain_until_ready(back):
            return
    raise StartError(f"Deno did not answer within {_START_TIMEOUT_S:.0f} s")


def _require_ok(reply: Message) -> None:
    if reply.content.get("status") != "ok":
        reason = f"{reply.content.get('ename')}: {reply.content.get('evalue')}"
        raise StartError(f"the prelude failed in Deno: {reason}")


def _drain_until_ready(back: Back) -> bool:
    is_ready = False
    while back["iopub"].poll(0):
        message = _receive(back, "iopub")
        if message is not None and message.type == FENCE_TYPE:
            is_ready = True
    return is_ready


def _receive(back: Back, channel: str) -> Message | None:
    try:
        return back.wire.decode(back[channel].recv_multipart(zmq.NOBLOCK))
    except WireError as error:
        log.warning("Dropped a message of Deno on %s: %s", channel, error)
        return None
