"""What the prelude inside Deno reports to the launcher, over a pipe of their own."""

from __future__ import annotations

import os
from pathlib import Path


class Reports:
    """The reading end: acknowledged interrupts, running jobs, and the thread that cells run on.

    Windows has no SIGINT to acknowledge and no path that names a pipe of the parent: there the pipe is
    not made, and nothing is ever reported.
    """

    def __init__(self) -> None:
        self.jobs = 0
        self._thread: int | None = None
        self._rest = b""
        self._reader: int | None = None
        self._writer: int | None = None
        if os.name != "nt":
            self._reader, self._writer = os.pipe()
            os.set_blocking(self._reader, False)

    @property
    def reader(self) -> int | None:
        """The file descriptor to wait on."""
        return self._reader

    @property
    def inherited(self) -> tuple[int, ...]:
        """What the child process has to inherit."""
        return () if self._writer is None else (self._writer,)

    @property
    def path(self) -> str | None:
        """Where the child process finds the writing end."""
        return None if self._writer is None else f"/dev/fd/{self._writer}"

    def read(self) -> bool:
        """Take in what has arrived. @returns whether an interrupt was acknowledged."""
        if self._reader is None:
            return False
        try:
            data = self._rest + os.read(self._reader, 65_536)
        except BlockingIOError:
            return False
        *lines, self._rest = data.split(b"\n")
        acknowledged = False
        for line in lines:
            name, _, value = line.partition(b" ")
            acknowledged |= name == b"ack"
            if name == b"jobs" and value.isdigit():
                self.jobs = int(value)
            elif name == b"thread" and value.isdigit():
                self._thread = int(value)
        return acknowledged

    def cpu_seconds(self, pid: int) -> float | None:
        """CPU time that cells have used so far; None where the system does not tell."""
        task = pid if self._thread is None else self._thread
        try:
            stat = Path(f"/proc/{pid}/task/{task}/stat").read_text("ascii", "replace")
        except OSError:
            return None
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        for descriptor in (self._reader, self._writer):
            if descriptor is not None:
                os.close(descriptor)
        self._reader = self._writer = None
