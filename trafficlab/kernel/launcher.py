"""Puts the parts together: Deno in its private folder, the sockets, the forwarder."""

from __future__ import annotations

import logging
import os
import signal
import socket
from functools import partial
from pathlib import Path
from types import FrameType

import zmq

from .cells import Cells
from .connection import Connection, private_connection
from .deno_process import DenoNotFoundError, DenoProcess, find_deno
from .diagnosis import diagnose
from .forwarder import Forwarder
from .handshake import StartError, start
from .parent import ParentWatch
from .sockets import Back, Front
from .user_config import GeneratedConfig, library_config, merged_config

log = logging.getLogger(__name__)

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD")


class Launcher:
    """One kernel: `connection` is where Jupyter's clients are, `folder` the notebook's folder.

    `deno` names the binary; without it the one of the environment or of PATH is taken.
    """

    def __init__(self, connection: Connection, folder: Path, library: Path, deno: str | None = None) -> None:
        self._connection = connection
        self._folder = folder
        self._library = library
        self._deno = deno
        self._wakeup, self._wakeup_writer = socket.socketpair()
        self._stop_requested = False
        self._parent = ParentWatch()

    def run(self) -> int:
        """Run until the kernel ends. @returns the exit code of the process."""
        self._listen_for_signals()
        try:
            deno = self._deno or find_deno()
        except DenoNotFoundError as error:
            log.error("%s", error)
            return 1
        config = merged_config(self._library, self._folder)
        for notice in config.notices:
            log.warning("%s", notice)
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        front = Front(context, self._connection)
        try:
            front.bind(context)
            return self._run_kernel(context, front, deno, config)
        except (StartError, zmq.ZMQError, OSError) as error:
            log.error("Cannot start the kernel: %s", error)
            return 0 if self._should_stop() else 1
        finally:
            front.close()
            context.term()
            _end_group()

    def _run_kernel(
        self, context: zmq.Context[zmq.Socket[bytes]], front: Front, deno: str, config: GeneratedConfig
    ) -> int:
        try:
            return self._run_deno(context, front, deno, config)
        except StartError as error:
            if self._should_stop():
                raise
            # A port may have been taken meanwhile, or the user's configuration may be at fault.
            log.warning("Trying once more: %s", error)
            own = library_config(self._library)
            own.notices = list(config.notices)
            if own.content != config.content:
                own.notices.append(f"This kernel runs without your deno.json: {error}")
            return self._run_deno(context, front, deno, own)

    def _run_deno(
        self, context: zmq.Context[zmq.Socket[bytes]], front: Front, deno: str, config: GeneratedConfig
    ) -> int:
        connection = private_connection()
        process = DenoProcess(deno, config.content, connection)
        back = Back(context, connection)
        try:
            start(back, process, self._folder, self._should_stop)
            process.has_started()
            cells = Cells(front, back, partial(diagnose, deno, config=config.content), config.notices)
            return Forwarder(front, back, process, cells, self._wakeup, self._parent).run()
        finally:
            back.close()
            process.end()

    def _should_stop(self) -> bool:
        return self._stop_requested or self._parent.is_gone()

    def _listen_for_signals(self) -> None:
        """Signals wake the loop through a socket; the handlers themselves only note a request to stop."""
        self._wakeup.setblocking(False)
        self._wakeup_writer.setblocking(False)
        signal.set_wakeup_fd(self._wakeup_writer.fileno(), warn_on_full_buffer=False)
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            self._stop_requested = True


def _end_group() -> None:
    """End what cells have started and left running: the server gave the kernel a group of its own."""
    if os.name == "nt" or os.getpgrp() != os.getpid():
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(os.getpgrp(), signal.SIGTERM)
