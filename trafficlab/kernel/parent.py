"""Tells when the Jupyter server that started the launcher is gone."""

from __future__ import annotations

import os

_PARENT_VARIABLE = "JPY_PARENT_PID"


class ParentWatch:
    """Watches the parent by polling.

    A death signal from the system (prctl) would be quicker, but it is bound to the *thread* that
    started the launcher, and servers start kernels from short-lived threads.
    """

    def __init__(self) -> None:
        self._server = _server_pid()
        self._parent = os.getppid()

    def is_gone(self) -> bool:
        """Whether the server, or a wrapper between it and us, has ended."""
        if os.name == "nt":
            return False
        return os.getppid() != self._parent or (self._server is not None and not _runs(self._server))


def _server_pid() -> int | None:
    """The server's process, if it is one of this machine: a remote kernel gets a foreign number."""
    text = os.environ.get(_PARENT_VARIABLE, "")
    pid = int(text) if text.isdigit() else 0
    return pid if pid > 0 and _runs(pid) else None


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
