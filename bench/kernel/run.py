"""Figures of the launcher kernel: lost outputs, syntax errors, interrupts, round trip, start, import.

Run with the Python of an environment that has the test dependencies: run.py [--smoke]. Every figure is
printed with its goal; the exit code is 1 when one that does not depend on the machine's load is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from kernel.conftest import make_library  # noqa: E402
from kernel.session import Session, make_manager  # noqa: E402
from kernel.test_interrupts import JOB as STAND_IN_JOB  # noqa: E402
from kernel.test_outputs import mixed_cells  # noqa: E402

from trafficlab.init import init_folder  # noqa: E402
from trafficlab.kernel.deno_process import find_deno  # noqa: E402
from trafficlab.library import library_folder  # noqa: E402

RPC = (
    'Deno.jupyter.broadcast("display_data", '
    '{data: {"application/vnd.trafficlab.rpc+json": {id: 1}}, metadata: {}, transient: {}})'
)

# What is interrupted: a job of the library that never ends by itself, over a table worth waiting for.
MAKE_TABLE = (
    'import { generateTraffic, profile } from "trafficlab"; const table = generateTraffic({ flows: 200_000 });'
)
LIBRARY_JOB = "for (;;) await profile(table)"


class Bench:
    """One run in a temporary folder; collects what was missed."""

    def __init__(self, folder: Path, smoke: bool) -> None:
        self.folder = folder
        self.smoke = smoke
        self.missed: list[str] = []
        built = library_folder()
        self.library_is_built = (built / "mod.js").is_file()
        self.library = built if self.library_is_built else make_library(folder / "library")

    def count(self, full: int, smoke: int) -> int:
        return smoke if self.smoke else full

    def figure(self, name: str, value: str, goal: str, ok: bool = True) -> None:
        print(f"{name:<58} {value:<44} goal: {goal}{'' if ok else '   MISSED'}", flush=True)
        if not ok:
            self.missed.append(name)

    def launcher(self) -> KernelManager:
        return make_manager(self.folder / "launcher", self.library)

    def plain(self) -> KernelManager:
        """Stock Deno, for comparison."""
        folder = self.folder / "plain" / "deno"
        folder.mkdir(parents=True, exist_ok=True)
        argv = [find_deno(), "jupyter", "--quiet", "--kernel", "--conn", "{connection_file}"]
        spec = {"argv": argv, "display_name": "Deno", "language": "typescript", "interrupt_mode": "message"}
        (folder / "kernel.json").write_text(json.dumps(spec), "utf-8")
        specs = KernelSpecManager(kernel_dirs=[str(folder.parent)], ensure_native_kernel=False)
        return KernelManager(kernel_name="deno", kernel_spec_manager=specs)

    @contextmanager
    def session(self, manager: KernelManager) -> Iterator[Session]:
        manager.start_kernel(cwd=str(self.folder))
        session = Session(manager)
        try:
            yield session
        finally:
            session.close()


def spread(seconds: list[float]) -> str:
    ordered = sorted(value * 1_000 for value in seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {statistics.median(ordered):.1f} ms, p95 {p95:.1f} ms, max {ordered[-1]:.1f} ms"


def lost_outputs(bench: Bench, manager: KernelManager, count: int) -> int:
    cells = mixed_cells(count)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code, _ in cells])
    try:
        NotebookClient(notebook, km=manager, resources={"metadata": {"path": str(bench.folder)}}).execute()
    finally:
        manager.shutdown_kernel()
    shown = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
    return sum(seen != kinds for seen, (_, kinds) in zip(shown, cells, strict=True))


def measure_outputs(bench: Bench) -> None:
    count = bench.count(400, 60)
    lost = lost_outputs(bench, bench.launcher(), count)
    bench.figure(f"cells with lost outputs, {count} cells by nbclient", str(lost), "0", lost == 0)
    plain = bench.count(100, 30)
    lost = lost_outputs(bench, bench.plain(), plain)
    bench.figure(f"  the same on stock Deno, {plain} cells", str(lost), "-")


def measure_errors(bench: Bench) -> None:
    with bench.session(bench.launcher()) as session:
        started = time.perf_counter()
        error = session.run("let x y").error
        seconds = time.perf_counter() - started
    ok = error is not None and error["ename"] == "SyntaxError" and "line 1" in error["evalue"]
    bench.figure("syntax errors shown as errors, of 1", f"{int(ok)} ({seconds * 1_000:.0f} ms)", "1", ok)


def measure_interrupts(bench: Bench) -> None:
    count = bench.count(20, 3)
    kinds = {
        "await of a library job": LIBRARY_JOB if bench.library_is_built else STAND_IN_JOB,
        "while (true) {}": "while (true) {}",
        "a loop after an await": "await new Promise((r) => setTimeout(r, 10)); while (true) {}",
    }
    for name, code in kinds.items():
        with bench.session(bench.launcher()) as session:
            if code == LIBRARY_JOB:
                session.run(MAKE_TABLE)
            seconds = [interrupt_once(session, code) for _ in range(count)]
        alive = sum(value < 2.0 for value in seconds)
        ok = alive == count or bench.smoke
        bench.figure(
            f"interrupt: {name}: answers again within 2 s",
            f"{alive} of {count}; {spread(seconds)}",
            f"{count} of {count}",
            ok,
        )


def interrupt_once(session: Session, code: str) -> float:
    """Seconds from the interrupt to the answer of the next cell; endless when there is none."""
    msg_id = session.client.execute(code)
    time.sleep(0.2)
    started = time.perf_counter()
    session.interrupt()
    session.collect(msg_id)
    answers = session.run("40 + 2").value is not None
    return time.perf_counter() - started if answers else float("inf")


def round_trip(session: Session, code: str, **options: bool) -> float:
    started = time.perf_counter()
    session.run(code, **options)
    return time.perf_counter() - started


def measure_round_trip(bench: Bench) -> None:
    count = bench.count(200, 20)
    requests = {"1 + 1": ("1 + 1", {}), "silent RPC": (RPC, {"silent": True, "store_history": False})}
    with bench.session(bench.plain()) as plain, bench.session(bench.launcher()) as launcher:
        for name, (code, options) in requests.items():
            # In turn, so that a change of the machine's load meets both.
            pairs = [
                (round_trip(plain, code, **options), round_trip(launcher, code, **options))
                for _ in range(count)
            ]
            added = statistics.median(after - before for before, after in pairs) * 1_000
            bench.figure(f"round trip to idle, {name}: stock Deno", spread([a for a, _ in pairs]), "-")
            bench.figure(f"round trip to idle, {name}: launcher", spread([b for _, b in pairs]), "-")
            bench.figure(f"  added by the launcher, {name} (median)", f"{added:.1f} ms", "at most 5 ms")


def start_seconds(bench: Bench, manager: KernelManager) -> float:
    started = time.perf_counter()
    with bench.session(manager):
        return time.perf_counter() - started


def measure_start(bench: Bench) -> None:
    pairs = [
        (start_seconds(bench, bench.plain()), start_seconds(bench, bench.launcher()))
        for _ in range(bench.count(7, 2))
    ]
    bench.figure("start to first answer: stock Deno", spread([a for a, _ in pairs]), "-")
    bench.figure("start to first answer: launcher", spread([b for _, b in pairs]), "-")


def cpu_seconds(run: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_import(bench: Bench) -> None:
    if not bench.library_is_built:
        bench.figure('CPU of import "trafficlab"', "library not built", "at most 150 ms")
        return
    init_folder(bench.folder, bench.library)
    env = {**os.environ, "DENO_DIR": str(bench.folder / "cache"), "DENO_NO_UPDATE_CHECK": "1"}

    def evaluate(code: str) -> float:
        command = [find_deno(), "eval", code]
        return cpu_seconds(lambda: subprocess.run(command, cwd=bench.folder, env=env, check=True))

    # In turn, for the same reason as above.
    costs = []
    for _ in range(bench.count(11, 3)):
        empty = evaluate("")
        costs.append(evaluate('import "trafficlab"') - empty)
    text = f"median {statistics.median(costs) * 1_000:.0f} ms, first {costs[0] * 1_000:.0f} ms"
    bench.figure('CPU of import "trafficlab" over an empty program', text, "at most 150 ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few rounds of each, to see that it runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trafficlab-bench-") as folder:
        bench = Bench(Path(folder), options.smoke)
        measure_outputs(bench)
        measure_errors(bench)
        measure_interrupts(bench)
        measure_round_trip(bench)
        measure_start(bench)
        measure_import(bench)
    if bench.missed:
        print(f"Missed: {'; '.join(bench.missed)}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
