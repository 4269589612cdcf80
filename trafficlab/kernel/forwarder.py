"""The launcher's loop: passes messages between Jupyter's clients and Deno, and knows when to end."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

import zmq

from .cells import Cells
from .deno_process import DenoProcess
from .interrupts import Interrupts, Step
from .parent import ParentWatch
from .sockets import Back, Front
from .wire import Message, WireError

log = logging.getLogger(__name__)

_CLIENT_CHANNELS = ("control", "stdin", "shell")
# iopub first: outputs go out before the reply that follows them.
_DENO_CHANNELS = ("iopub", "stdin", "shell", "own", "control")
_TICK_MS = 500
_QUICK_TICK_MS = 20
_BATCH = 200

_RESTART = (
    "Interrupt: this cell waits for something that cannot be cancelled, and is still running. "
    "Restart the kernel to stop it.\n"
)


class Forwarder:
    """The loop between the two sides. `run` returns the exit code of the launcher.

    `wakeup` receives the number of every signal that arrives.
    """

    def __init__(
        self,
        front: Front,
        back: Back,
        process: DenoProcess,
        cells: Cells,
        wakeup: socket.socket,
        parent: ParentWatch,
    ) -> None:
        self._front = front
        self._back = back
        self._process = process
        self._cells = cells
        self._wakeup = wakeup
        self._parent = parent
        self._interrupts = Interrupts(has_signals=process.reports.reader is not None)
        self._awaits_input = False
        self._exit_code: int | None = None

    def run(self) -> int:
        """Forward until shutdown, a signal, the end of Deno or the end of the server."""
        poller = self._poller()
        self._front.publish_status("starting", None)
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
        self._cells.close()
        return self._exit_code

    def _poller(self) -> zmq.Poller:
        poller = zmq.Poller()
        for channel in _CLIENT_CHANNELS:
            poller.register(self._front[channel], zmq.POLLIN)
        for channel in _DENO_CHANNELS:
            poller.register(self._back[channel], zmq.POLLIN)
        poller.register(self._wakeup.fileno(), zmq.POLLIN)
        if self._process.reports.reader is not None:
            poller.register(self._process.reports.reader, zmq.POLLIN)
        return poller

    def _poll_ms(self) -> int:
        if self._cells.is_diagnosing or self._interrupts.is_running:
            return _QUICK_TICK_MS
        deadline = self._cells.deadline()
        if deadline is None:
            return _TICK_MS
        return max(0, min(_TICK_MS, int((deadline - time.monotonic()) * 1_000) + 1))

    def _drain(self, side: Front | Back, channel: str, handle: Callable[[Message], None]) -> None:
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
        if self._process.reports.reader in ready:
            self._interrupts.hear(time.monotonic(), self._process.cpu_seconds())
            if self._process.reports.read():
                self._interrupts.acknowledge()

    def _tick(self, now: float) -> None:
        if self._interrupts.is_running:
            running = self._cells.running
            target = None if running is None else running.id
            cpu = self._process.cpu_seconds()
            self._take(self._interrupts.tick(now, target, cpu, self._process.reports.jobs > 0))
        self._cells.tick(now)
        if self._exit_code is not None:
            return
        if self._parent.is_gone():
            log.info("The Jupyter server is gone")
            self._exit_code = 0
        elif self._process.exit_code() is not None:
            self._report_crash()

    def _report_crash(self) -> None:
        code = self._process.exit_code()
        cause = f"exit code {code}" if code is not None and code >= 0 else f"signal {-(code or 0)}"
        text = f"The Deno process of this kernel has ended ({cause}). The kernel restarts; its variables are lost."
        log.error(text)
        if self._cells.running is not None:
            self._front.publish_stderr(f"{text}\n", self._cells.running)
        self._exit_code = 1

    # Interrupts

    def _interrupt(self) -> None:
        running = self._cells.running
        target = None if running is None else running.id
        cpu = self._process.cpu_seconds()
        self._take(self._interrupts.request(time.monotonic(), target, cpu, blocked=self._awaits_input))

    def _take(self, steps: list[Step]) -> None:
        for step in steps:
            if step is Step.SIGNAL:
                self._process.send_signal(signal.SIGINT)
            elif step is Step.NUDGE:
                self._process.send_signal(signal.SIGWINCH)
            elif step is Step.FORWARD:
                self._back.send("control", self._back.wire.message("interrupt_request", {}))
                self._release_input()
            else:
                self._front.publish_stderr(_RESTART, self._cells.running)
            self._cells.was_interrupted(terminated=step is Step.FORWARD)

    def _release_input(self) -> None:
        """Answer an open prompt with nothing: the code behind it is ended by the interrupt."""
        if self._awaits_input:
            self._awaits_input = False
            self._back.send("stdin", self._back.wire.message("input_reply", {"value": None}))

    # From the clients

    def _on_client_control(self, message: Message) -> None:
        if message.type == "interrupt_request":
            self._interrupt()
            self._front.reply("control", message, "interrupt_reply", {"status": "ok"})
        elif message.type == "shutdown_request":
            self._shut_down("control", message)
        else:
            self._front.remember(message)
            message.identities = []
            self._back.send("control", message)

    def _on_client_stdin(self, message: Message) -> None:
        # A late answer would be taken for the answer to the next prompt.
        if self._awaits_input and message.type == "input_reply":
            self._awaits_input = False
            message.identities = []
            self._back.send("stdin", message)

    def _on_client_shell(self, message: Message) -> None:
        if message.type == "shutdown_request":
            self._shut_down("shell", message)
        else:
            self._cells.add(message)

    def _shut_down(self, channel: str, request: Message) -> None:
        content = {"status": "ok", "restart": bool(request.content.get("restart"))}
        self._front.reply(channel, request, "shutdown_reply", content)
        self._front.publish("shutdown_reply", content, request)
        self._exit_code = 0

    # From Deno

    def _on_deno_control(self, message: Message) -> None:
        self._front.answer("control", message)

    def _on_deno_stdin(self, message: Message) -> None:
        running = self._cells.running
        if running is not None and message.type == "input_request":
            message.identities = self._front.client_of(running)
            self._awaits_input = True
            self._front.send("stdin", message)

    def _on_deno_shell(self, message: Message) -> None:
        running = self._cells.running
        if running is not None and message.parent_id == running.id:
            self._awaits_input = False
        self._cells.on_reply(message)

    def _on_deno_own(self, message: Message) -> None:
        self._cells.on_own_reply(message, time.monotonic())

    def _on_deno_iopub(self, message: Message) -> None:
        self._cells.on_output(message, time.monotonic())
