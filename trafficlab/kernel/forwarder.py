"""Passes every message between Jupyter's clients and Deno, and mends what Deno's kernel lacks.

Shell requests go to Deno one execution at a time, each with a fence behind it (see `execution`), so
that no output of one cell can come out under the next. Everything else passes as it comes.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import zmq

from .deno_process import DenoProcess
from .diagnosis import INTERRUPTED, Failure
from .execution import Execution, FenceStep
from .handshake import FENCE_TYPE, execute_silently
from .interrupts import Interrupts, Step
from .parent import ParentWatch
from .sockets import Back, Front
from .wire import Message, WireError

log = logging.getLogger(__name__)

_CLIENT_CHANNELS = ("control", "stdin", "shell")
# iopub first: outputs go out before the reply that follows them.
_DENO_CHANNELS = ("iopub", "stdin", "shell", "own", "control")
_TICK_MS = 500
_BATCH = 200
_KEPT_IDS = 1_000

_LOST_OUTPUT = "Some output of this cell may be lost: the stream from Deno was broken.\n"
_RESTART = (
    "Interrupt: this cell waits for something that cannot be cancelled, and is still running. "
    "Restart the kernel to stop it.\n"
)


class Forwarder:
    """The loop between the two sides. `run` returns the exit code of the launcher."""

    def __init__(
        self,
        front: Front,
        back: Back,
        process: DenoProcess,
        diagnose: Callable[[str], Failure],
        notices: list[str],
        wakeup: socket.socket,
        parent: ParentWatch,
    ) -> None:
        self._front = front
        self._back = back
        self._process = process
        self._diagnose = diagnose
        self._notices = notices
        self._wakeup = wakeup
        self._parent = parent
        self._interrupts = Interrupts(has_signals=process.ack_reader is not None)
        self._queue: deque[Message] = deque()
        self._current: Execution | None = None
        self._diagnosis: Future[Failure] | None = None
        self._diagnostics = ThreadPoolExecutor(max_workers=1)
        self._awaits_input = False
        # Clients that wait for a reply, by message id; and the cell behind each fence's own id.
        self._clients: OrderedDict[str, list[bytes]] = OrderedDict()
        self._fences: OrderedDict[str, Message] = OrderedDict()
        self._exit_code: int | None = None

    def run(self) -> int:
        """Forward until shutdown, a signal, the end of Deno or the end of the server."""
        poller = self._poller()
        self._publish("status", {"execution_state": "starting"}, None)
        while self._exit_code is None:
            ready = dict(poller.poll(self._poll_ms()))
            self._read_signals(ready)
            for channel in _CLIENT_CHANNELS:
                if self._front[channel] in ready:
                    self._drain(self._front, channel, getattr(self, f"_on_client_{channel}"))
            for channel in _DENO_CHANNELS:
                if self._back[channel] in ready:
                    self._drain(self._back, channel, getattr(self, f"_on_deno_{channel}"))
            self._tick(time.monotonic())
        self._diagnostics.shutdown(wait=False, cancel_futures=True)
        return self._exit_code

    def _poller(self) -> zmq.Poller:
        poller = zmq.Poller()
        for channel in _CLIENT_CHANNELS:
            poller.register(self._front[channel], zmq.POLLIN)
        for channel in _DENO_CHANNELS:
            poller.register(self._back[channel], zmq.POLLIN)
        poller.register(self._wakeup.fileno(), zmq.POLLIN)
        if self._process.ack_reader is not None:
            poller.register(self._process.ack_reader, zmq.POLLIN)
        return poller

    def _poll_ms(self) -> int:
        if self._diagnosis is not None or self._interrupts.is_running:
            return 20
        deadline = self._current.deadline() if self._current is not None else None
        if deadline is None:
            return _TICK_MS
        return max(0, min(_TICK_MS, int((deadline - time.monotonic()) * 1_000) + 1))

    def _drain(
        self, side: Front | Back, channel: str, handle: Callable[[Message], None]
    ) -> None:
        """Handle what has arrived, a batch at a time, so that a flood on one channel stops no other."""
        for _ in range(_BATCH):
            try:
                frames = side[channel].recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                handle(side.wire.decode(frames))
            except WireError as error:
                log.warning("Dropped a message on %s: %s", channel, error)

    # Signals, time, and the processes around us

    def _read_signals(self, ready: dict[Any, int]) -> None:
        if self._wakeup.fileno() in ready:
            received = set(self._wakeup.recv(4_096))
            if received & {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
                self._exit_code = 0
            elif signal.SIGINT in received:
                self._interrupt()
        ack = self._process.ack_reader
        if ack is not None and ack in ready and os.read(ack, 4_096):
            self._interrupts.acknowledge()

    def _tick(self, now: float) -> None:
        if self._interrupts.is_running:
            running = None if self._current is None else self._current.id
            cpu = self._process.cpu_seconds()
            self._take(self._interrupts.tick(now, running, cpu))
        if self._diagnosis is not None and self._diagnosis.done():
            self._fail_current(self._diagnosis.result())
            self._diagnosis = None
        if self._current is not None:
            self._follow_fence(self._current, now)
            self._finish_if_done()
        if self._parent.is_gone():
            log.info("The Jupyter server is gone")
            self._exit_code = 0
        elif self._exit_code is None and self._process.exit_code() is not None:
            self._report_crash()

    def _report_crash(self) -> None:
        code = self._process.exit_code()
        cause = f"exit code {code}" if code is not None and code >= 0 else f"signal {-(code or 0)}"
        text = f"The Deno process of this kernel has ended ({cause}). The kernel restarts; its variables are lost.\n"
        log.error(text.rstrip())
        if self._current is not None:
            self._publish_stderr(text)
        self._exit_code = 1

    # Interrupts

    def _interrupt(self) -> None:
        target = None if self._current is None else self._current.id
        now = time.monotonic()
        cpu = self._process.cpu_seconds()
        self._take(self._interrupts.request(now, target, cpu, blocked=self._awaits_input))

    def _take(self, steps: list[Step]) -> None:
        for step in steps:
            if step is Step.SIGNAL:
                self._process.send_interrupt_signal()
            elif step is Step.FORWARD:
                self._back.send("control", self._back.wire.message("interrupt_request", {}))
                self._release_input()
            else:
                self._publish_stderr(_RESTART)
            if self._current is not None:
                self._current.was_interrupted = True

    def _release_input(self) -> None:
        """Answer an open prompt with nothing: the code behind it is ended by the interrupt."""
        if self._awaits_input:
            self._awaits_input = False
            self._back.send("stdin", self._back.wire.message("input_reply", {"value": None}))

    # From the clients

    def _on_client_control(self, message: Message) -> None:
        if message.type == "interrupt_request":
            self._interrupt()
            self._reply("control", message, "interrupt_reply", {"status": "ok"})
        elif message.type == "shutdown_request":
            self._shut_down("control", message)
        else:
            self._to_deno("control", message)

    def _on_client_stdin(self, message: Message) -> None:
        # A late answer would be taken for the answer to the next prompt.
        if self._awaits_input and message.type == "input_reply":
            self._awaits_input = False
            self._to_deno("stdin", message)

    def _on_client_shell(self, message: Message) -> None:
        if message.type == "shutdown_request":
            self._shut_down("shell", message)
            return
        if message.type == "execute_request":
            _ = message.content  # refuses broken content now, while the request can still be dropped
        self._queue.append(message)
        self._send_queued()

    def _shut_down(self, channel: str, request: Message) -> None:
        content = {"status": "ok", "restart": bool(request.content.get("restart"))}
        self._reply(channel, request, "shutdown_reply", content)
        self._publish("shutdown_reply", content, request)
        self._exit_code = 0

    def _send_queued(self) -> None:
        """Send what may go: everything up to and with the next execution."""
        while self._queue and self._current is None:
            message = self._queue.popleft()
            if message.type == "execute_request":
                self._current = Execution(message)
            self._to_deno("shell", message)
            self._publish_notices()

    def _to_deno(self, channel: str, message: Message) -> None:
        if channel != "stdin" and not message.type.startswith("comm_"):
            self._clients[message.id] = message.identities
            _forget_oldest(self._clients)
        message.identities = []
        self._back.send(channel, message)

    def _send_fence(self, execution: Execution) -> None:
        execution.fence_was_sent = True
        request = execute_silently(self._back, execution.fence_code())
        self._fences[request.id] = execution.request
        _forget_oldest(self._fences)

    # From Deno

    def _on_deno_control(self, message: Message) -> None:
        self._to_client("control", message)

    def _on_deno_stdin(self, message: Message) -> None:
        if self._current is not None and message.type == "input_request":
            message.identities = self._clients.get(self._current.id, [])[:1]
            self._awaits_input = True
            self._front.send("stdin", message)

    def _on_deno_shell(self, message: Message) -> None:
        current = self._current
        if current is not None and message.parent_id == current.id:
            if not current.fence_was_sent:
                self._send_fence(current)
            self._awaits_input = False
            current.reply = message
            # A reply without a reason is held back until the fence has shown that no error follows.
            if message.content.get("status") == "ok":
                self._to_client("shell", message)
        else:
            self._to_client("shell", message)

    def _on_deno_own(self, message: Message) -> None:
        current = self._current
        if current is not None and self._fences.get(message.parent_id) is current.request:
            current.fence_has_run(message.content.get("status") == "ok", time.monotonic())

    def _to_client(self, channel: str, message: Message) -> None:
        identities = self._clients.pop(message.parent_id, None)
        if identities is not None:
            message.identities = identities
            self._front.send(channel, message)

    def _on_deno_iopub(self, message: Message) -> None:
        current = self._current
        if current is not None:
            current.stream_moves(time.monotonic())
        if message.type == FENCE_TYPE:
            if current is not None and message.content.get("token") == current.token:
                current.fence_is_back = True
            return
        if message.parent.get("session") == self._back.wire.session:
            # Ours: a fence. What a cell says late, or from a timer, comes under the fence's header.
            cell = self._fences.get(message.parent_id)
            if cell is None or message.type in ("status", "execute_input"):
                return
            message.parent = cell.header
        if current is not None and message.parent_id == current.id:
            # Deno has begun: the fence, on a connection of its own, can no longer overtake the cell.
            if not current.fence_was_sent:
                self._send_fence(current)
            if not self._is_wanted(message, current):
                return
            current.error_was_published |= message.type == "error"
        self._front.publish(message)

    @staticmethod
    def _is_wanted(message: Message, current: Execution) -> bool:
        """Deno's own `idle` comes too early, and a silent request shows no input."""
        if message.type == "status":
            return message.content.get("execution_state") != "idle"
        return not (message.type == "execute_input" and current.is_silent)

    # The end of an execution

    def _follow_fence(self, execution: Execution, now: float) -> None:
        step = execution.fence_step(now)
        if step is FenceStep.RECONNECT:
            self._back.reconnect_iopub()
            self._publish_stderr(_LOST_OUTPUT)
        if step in (FenceStep.RECONNECT, FenceStep.RESEND):
            self._send_fence(execution)
        elif step is FenceStep.GIVE_UP:
            log.warning("Deno does not send the fence back; the cell ends without it")

    def _finish_if_done(self) -> None:
        current = self._current
        if current is None or not current.is_done or self._diagnosis is not None:
            return
        if current.failed_without_reason:
            if not current.was_interrupted:
                self._diagnosis = self._diagnostics.submit(self._diagnose, current.code)
                return
            self._fail_current(INTERRUPTED)
        failed = current.reply is not None and current.reply.content.get("status") != "ok"
        if failed and current.reply is not None:
            self._to_client("shell", current.reply)
        self._publish("status", {"execution_state": "idle"}, current.request)
        self._current = None
        if failed and current.stops_on_error:
            self._abort_queued()
        self._send_queued()

    def _fail_current(self, failure: Failure) -> None:
        """Publish the error that Deno kept to itself, and put it into the reply."""
        current = self._current
        if current is None or current.reply is None:
            return
        error = {"ename": failure.name, "evalue": failure.text, "traceback": failure.traceback}
        self._publish("error", error, current.request)
        current.error_was_published = True
        content = {**current.reply.content, **error}
        reply = self._front.wire.message("execute_reply", content, current.request.header)
        current.reply = reply

    def _abort_queued(self) -> None:
        """After an error the cells that were queued behind it do not run, as in other kernels.

        Silent requests are widgets asking for data, not cells: they still run.
        """
        kept: deque[Message] = deque()
        for message in self._queue:
            if message.type != "execute_request" or message.content.get("silent"):
                kept.append(message)
                continue
            self._publish("status", {"execution_state": "busy"}, message)
            self._reply("shell", message, "execute_reply", {"status": "aborted"})
            self._publish("status", {"execution_state": "idle"}, message)
        self._queue = kept

    # Messages of our own

    def _publish(self, msg_type: str, content: dict[str, Any], request: Message | None) -> None:
        parent = None if request is None else request.header
        self._front.publish(self._front.wire.message(msg_type, content, parent))

    def _publish_stderr(self, text: str) -> None:
        request = None if self._current is None else self._current.request
        self._publish("stream", {"name": "stderr", "text": text}, request)

    def _publish_notices(self) -> None:
        """Tell at the first cell what was wrong with the user's configuration."""
        if self._notices and self._current is not None and not self._current.is_silent:
            self._publish_stderr("".join(f"{notice}\n" for notice in self._notices))
            self._notices = []

    def _reply(self, channel: str, request: Message, msg_type: str, content: dict[str, Any]) -> None:
        reply = self._front.wire.message(msg_type, content, request.header)
        reply.identities = request.identities
        self._front.send(channel, reply)


def _forget_oldest(ids: OrderedDict[str, Any]) -> None:
    """Requests that are never answered must not pile up."""
    while len(ids) > _KEPT_IDS:
        ids.popitem(last=False)
