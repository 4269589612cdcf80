"""A kernel under test, driven through the real Jupyter client."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

HERE = Path(__file__).resolve().parent

# A run that takes this long hangs: ten times what the slowest step here may take.
HANG_S = 30.0


@dataclass
class Result:
    """What one execution gave, in the order in which it came."""

    reply: dict[str, Any]
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        return [m["msg_type"] for m in self.messages if m["msg_type"] not in ("status", "execute_input")]

    def contents(self, msg_type: str) -> list[dict[str, Any]]:
        return [m["content"] for m in self.messages if m["msg_type"] == msg_type]

    @property
    def stdout(self) -> str:
        return "".join(c["text"] for c in self.contents("stream") if c["name"] == "stdout")

    @property
    def stderr(self) -> str:
        return "".join(c["text"] for c in self.contents("stream") if c["name"] == "stderr")

    @property
    def value(self) -> str | None:
        """The plain text of the result, without quotes."""
        results = self.contents("execute_result")
        return results[-1]["data"]["text/plain"].strip('"') if results else None

    @property
    def error(self) -> dict[str, Any] | None:
        errors = self.contents("error")
        return errors[-1] if errors else None


class Session:
    """One running kernel and one client of it."""

    def __init__(self, manager: KernelManager) -> None:
        self.manager = manager
        self._is_closed = False
        self.client: BlockingKernelClient = manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=HANG_S)

    @property
    def pid(self) -> int:
        return int(self.manager.provisioner.pid)

    @property
    def deno_pid(self) -> int:
        return children(self.pid)[0]

    def run(self, code: str, timeout: float = HANG_S, **options: Any) -> Result:
        """Execute and collect everything up to idle, as nbclient does, and the reply."""
        return self.collect(self.client.execute(code, **options), timeout)

    def collect(self, msg_id: str, timeout: float = HANG_S) -> Result:
        result = Result({})
        deadline = time.monotonic() + timeout
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            result.messages.append(message)
            if message["content"].get("execution_state") == "idle":
                break
        while not result.reply:
            reply = self.client.get_shell_msg(timeout=HANG_S)
            if reply["parent_header"].get("msg_id") == msg_id:
                result.reply = reply["content"]
        return result

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def rest_of_iopub(self, wait: float = 0.3) -> list[dict[str, Any]]:
        messages = []
        try:
            while True:
                messages.append(self.client.get_iopub_msg(timeout=wait))
        except Empty:
            return messages

    def close(self) -> None:
        """End the kernel as a server does; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        self.client.stop_channels()
        if self.manager.is_alive():
            self.manager.shutdown_kernel()
        else:
            self.manager.cleanup_resources()


def make_manager(specs: Path, library: Path, *extra: str) -> KernelManager:
    """A manager for a kernelspec like ours whose launcher takes a stand-in library."""
    folder = specs / "trafficlab"
    folder.mkdir(parents=True, exist_ok=True)
    argv = [sys.executable, str(HERE / "launch.py"), "{connection_file}", str(library), *extra]
    spec = {"argv": argv, "display_name": "test", "language": "typescript", "interrupt_mode": "message"}
    (folder / "kernel.json").write_text(json.dumps(spec), "utf-8")
    spec_manager = KernelSpecManager(kernel_dirs=[str(specs)], ensure_native_kernel=False)
    return KernelManager(kernel_name="trafficlab", kernel_spec_manager=spec_manager)


@contextmanager
def started(
    specs: Path, library: Path, folder: Path, *extra: str, env: dict[str, str] | None = None
) -> Iterator[Session]:
    """A session in `folder`; ended, whatever happens."""
    manager = make_manager(specs, library, *extra)
    manager.start_kernel(cwd=str(folder), env={**os.environ, "NO_COLOR": "1", **(env or {})})
    try:
        session = Session(manager)
    except BaseException:
        manager.shutdown_kernel(now=True)
        raise
    try:
        yield session
    finally:
        session.close()


def children(pid: int) -> list[int]:
    return [child.pid for child in psutil.Process(pid).children()]


def is_running(pid: int) -> bool:
    """Whether the process exists and is not a zombie that only waits to be collected."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(condition: Any, timeout: float = HANG_S) -> bool:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    os.kill(pid, number)
