"""However the kernel ends, no process and no folder is left."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .session import HERE, Session, children, is_running, kill, wait_until

Start = Callable[..., Session]
PORTS = {f"{name}_port": 0 for name in ("shell", "iopub", "stdin", "control", "hb")}


def temporary_files(tmp_path: Path) -> list[str]:
    """What is left where kernels of this test keep temporary files."""
    return [path.name for path in (tmp_path / ".temporary").iterdir()]


def all_end(pids: list[int]) -> bool:
    return wait_until(lambda: not any(is_running(pid) for pid in pids))


def test_while_it_runs_the_kernel_keeps_no_private_folder(start: Start, tmp_path: Path) -> None:
    start().run("let x y")
    assert temporary_files(tmp_path) == []


@pytest.mark.parametrize("code", [None, "while (true) {}", "await new Promise((r) => setTimeout(r, 1e6))"])
def test_shutdown_leaves_no_process(start: Start, tmp_path: Path, code: str | None) -> None:
    session = start()
    pids = [session.pid, session.deno_pid]
    if code is not None:
        session.client.execute(code)
        time.sleep(0.3)
    session.close()
    assert all_end(pids)
    assert temporary_files(tmp_path) == []


def test_shutdown_ends_what_cells_have_started(start: Start) -> None:
    session = start()
    code = 'new Deno.Command("sleep", { args: ["600"], stdin: "null", stdout: "null" }).spawn().pid'
    pid = int(session.run(code).value or "")
    assert is_running(pid)
    session.close()
    assert all_end([pid])


def test_a_shutdown_request_is_answered_and_the_exit_code_is_0(start: Start) -> None:
    session = start()
    session.client.shutdown(restart=False)
    reply = session.client.get_control_msg(timeout=10)
    assert reply["msg_type"] == "shutdown_reply"
    assert reply["content"] == {"status": "ok", "restart": False}
    assert wait_until(lambda: not session.manager.is_alive())
    assert session.manager.provisioner.process.returncode == 0


def test_restart_gives_a_fresh_kernel_on_the_same_ports(start: Start) -> None:
    session = start()
    session.run("globalThis.kept = 1;")
    old = [session.pid, session.deno_pid]
    session.manager.restart_kernel()
    session.client.wait_for_ready(timeout=30)
    assert session.run("typeof globalThis.kept").value == "undefined"
    assert all_end(old)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_deno_ends_with_the_launcher(start: Start, tmp_path: Path, number: int) -> None:
    session = start()
    session.client.execute("while (true) {}")
    time.sleep(0.3)
    pids = [session.pid, session.deno_pid]
    kill(session.pid, number)
    assert all_end(pids)
    assert temporary_files(tmp_path) == []


def test_the_launcher_ends_when_its_parent_is_killed(tmp_path: Path, library: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        f"sys.path.insert(0, {str(HERE.parent)!r})\n"
        "from kernel.session import Session, make_manager\n"
        f"manager = make_manager(Path({str(tmp_path / 'specs')!r}), Path({str(library)!r}))\n"
        f"manager.start_kernel(cwd={str(tmp_path)!r})\n"
        "session = Session(manager)\n"
        "session.client.execute('while (true) {}')\n"
        "print(session.pid, session.deno_pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert all_end(pids)


@pytest.mark.parametrize(
    ("code", "cause"), [("Deno.exit(3)", "exit code 3"), ('Deno.kill(Deno.pid, "SIGKILL")', "signal 9")]
)
def test_the_end_of_deno_is_told_and_ends_the_kernel_for_a_restart(
    start: Start, code: str, cause: str
) -> None:
    session = start()
    session.client.execute(code)
    assert wait_until(lambda: not session.manager.is_alive())
    texts = [m["content"].get("text", "") for m in session.rest_of_iopub()]
    assert any(f"has ended ({cause})" in text for text in texts)
    assert session.manager.provisioner.process.returncode == 1


def test_a_start_without_deno_says_how_to_get_it(tmp_path: Path, library: Path) -> None:
    connection = tmp_path / "connection.json"
    connection.write_text(json.dumps(PORTS))
    code = (
        "import sys; sys.modules['deno'] = None; sys.argv = ['x', *sys.argv[1:]];"
        "from trafficlab.kernel.main import main; sys.exit(main(sys.argv[1:]))"
    )
    env = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code, str(connection)], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "Cannot start the kernel: expected a Deno binary" in done.stderr
    assert "-m pip install deno" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"shell_port": 1}', json.dumps({**PORTS, "signature_scheme": "none"})],
    ids=["empty", "list", "ports missing", "unknown signature scheme"],
)
def test_a_bad_connection_file_is_refused_without_a_traceback(tmp_path: Path, text: str) -> None:
    connection = tmp_path / "connection.json"
    connection.write_text(text)
    done = run_kernel(connection)
    assert done.returncode == 1
    assert "Cannot read connection file" in done.stderr and "Traceback" not in done.stderr


def test_a_port_that_is_taken_ends_the_start_with_a_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        connection = tmp_path / "connection.json"
        connection.write_text(json.dumps({**PORTS, "hb_port": taken.getsockname()[1]}))
        done = run_kernel(connection)
    assert done.returncode == 1
    assert "Cannot start the kernel: " in done.stderr and "Traceback" not in done.stderr


def run_kernel(connection: Path) -> subprocess.CompletedProcess[str]:
    """The command of the kernelspec, as Jupyter runs it."""
    return subprocess.run(
        [sys.executable, "-m", "trafficlab.kernel", str(connection)],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )


def test_the_kernelspec_starts_the_launcher_of_its_own_environment() -> None:
    spec = json.loads((HERE.parents[1] / "trafficlab" / "kernelspec" / "kernel.json").read_text())
    assert spec["argv"] == ["python", "-m", "trafficlab.kernel", "{connection_file}"]
    assert spec["display_name"] == "TypeScript (Traffic Lab)"
    assert (spec["language"], spec["interrupt_mode"]) == ("typescript", "message")


def test_children_of_this_test_run_are_visible() -> None:
    """Guards the checks above: they would pass where processes cannot be seen."""
    process = subprocess.Popen(["sleep", "60"])
    try:
        assert process.pid in children(os.getpid()) and is_running(process.pid)
    finally:
        process.kill()
        process.wait()
    assert not is_running(process.pid)
