"""The Deno child process: finding the binary, starting it in a private folder, ending it for sure."""

from __future__ import annotations

import ctypes
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .connection import Connection
from .reports import Reports
from .user_config import write_config

log = logging.getLogger(__name__)

V8_FLAGS = "DENO_V8_FLAGS"

# Gives the prelude the garbage collector, under a name that no cell would choose.
_GC_FLAGS = "--expose-gc,--expose-gc-as=__trafficlab_gc__"
_PR_SET_PDEATHSIG = 1
_KILL_AFTER_S = 1.0


class DenoNotFoundError(RuntimeError):
    """No Deno binary on this machine."""


def find_deno() -> str:
    """The Deno of the Python environment, else the one on PATH. @raises DenoNotFoundError."""
    try:
        import deno  # type: ignore[import-untyped]

        return os.fsdecode(deno.find_deno_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("deno")
    if found is None:
        raise DenoNotFoundError(
            "Cannot start the kernel: expected a Deno binary in this Python environment or on PATH, got none; "
            f'run "{sys.executable} -m pip install deno"'
        )
    return found


class DenoProcess:
    """`deno jupyter` in a private folder that is gone again before the first cell runs.

    Deno reads its configuration and the connection file (with the private key) once, at the start, so
    the folder need not outlive that: nothing is left behind however the launcher ends.
    """

    def __init__(self, deno: str, config: dict[str, Any], connection: Connection) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="trafficlab-kernel-")
        folder = Path(self._folder.name)
        connection_file = folder / "connection.json"
        self.reports = Reports()
        try:
            write_config(config, folder)
            connection.write(connection_file)
            # --quiet keeps "deno jupyter is unstable" out of the server's log at every start.
            self._process = subprocess.Popen(
                [deno, "jupyter", "--quiet", "--kernel", "--conn", str(connection_file)],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                pass_fds=self.reports.inherited,
                preexec_fn=_end_with_parent(),
            )
        except BaseException:
            self.reports.close()
            self._folder.cleanup()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """None while it runs; negative for the signal that ended it."""
        return self._process.poll()

    def has_started(self) -> None:
        """Remove the private folder: Deno has read what it needs."""
        self._folder.cleanup()

    def send_signal(self, number: int) -> None:
        if self.exit_code() is None:
            self._process.send_signal(number)

    def cpu_seconds(self) -> float | None:
        """CPU time that cells have used so far; None where the system does not tell."""
        return self.reports.cpu_seconds(self.pid)

    def end(self) -> None:
        """End the process, gently for a second, and remove what is left of it."""
        if self.exit_code() is None:
            self._process.terminate()
            try:
                self._process.wait(_KILL_AFTER_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self.reports.close()
        self._folder.cleanup()


def _environment() -> dict[str, str]:
    own_flags = os.environ.get(V8_FLAGS)
    flags = _GC_FLAGS if not own_flags else f"{own_flags},{_GC_FLAGS}"
    return {**os.environ, V8_FLAGS: flags, "DENO_NO_UPDATE_CHECK": "1"}


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux, have the kernel end Deno when the launcher is killed and can no longer do it."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    launcher = os.getpid()

    def set_death_signal() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != launcher:
            os._exit(1)

    return set_death_signal
