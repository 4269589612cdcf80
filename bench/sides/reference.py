"""The reference's side of the benchmarks: scikit-learn and PyOD behind the commands that bench/sides/ours.mjs takes.

Usage: reference.py N_JOBS. How many threads BLAS and OpenMP use is said by the environment that this is started in.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
from reference_estimators import TASKS

TYPES = {"f64": np.float64, "f32": np.float32, "i32": np.int32, "u32": np.uint32}
PROC = Path("/proc")


def read_numbers(path: str) -> np.ndarray:
    return np.fromfile(path, dtype=TYPES[path.rsplit(".", 1)[1]])


def descendants(root: int) -> list[int]:
    """Processes that this one started and that still live: joblib's workers."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir() if PROC.is_dir() else ():
        if entry.name.isdigit():
            fields = stat_fields(int(entry.name))
            if len(fields) > 1:
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def stat_fields(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    return []


def status_bytes(pid: int, field: str) -> int:
    with contextlib.suppress(OSError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    return 0


def cpu_seconds() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime
    for pid in descendants(os.getpid()):
        fields = stat_fields(pid)
        if len(fields) > 12:
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def peak_bytes() -> int:
    if not PROC.is_dir():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return sum(status_bytes(pid, "VmHWM") for pid in [os.getpid(), *descendants(os.getpid())])


class Side:
    def __init__(self, n_jobs: int) -> None:
        self.n_jobs = n_jobs
        self.inputs: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self.models: dict[str, object] = {}

    def load(self, part: dict | None) -> tuple[np.ndarray, np.ndarray] | None:
        if part is None:
            return None
        if part["X"] not in self.inputs:
            while len(self.inputs) >= 2:
                del self.inputs[next(iter(self.inputs))]
            X = read_numbers(part["X"]).reshape(part["rows"], part["columns"])
            self.inputs[part["X"]] = (X, read_numbers(part["y"]))
        return self.inputs[part["X"]]

    def perform(self, command: dict) -> dict:
        train, test = self.load(command["train"]), self.load(command.get("test"))
        task = TASKS[command["estimator"]](command["options"], self.n_jobs, command["timed"])
        task.prepare(train, test, self.models.get(command.get("model", "")))
        resident = status_bytes(os.getpid(), "VmRSS")
        cpu_before, wall_before = cpu_seconds(), time.perf_counter()
        task.run()
        wall, cpu, peak = time.perf_counter() - wall_before, cpu_seconds() - cpu_before, peak_bytes()
        arrays, figures = task.judge(command["outputs"])
        if command.get("keep"):
            self.models[command["keep"]] = task.model
        outputs = {}
        for name in command["outputs"]:
            if name in arrays:
                values = np.ascontiguousarray(arrays[name])
                kind = "i32" if values.dtype.kind in "iu" else "f64"
                outputs[name] = f"{command['out']}.{name}.{kind}"
                values.astype(TYPES[kind]).tofile(outputs[name])
        return {
            "wall": wall,
            "cpu": cpu,
            "peak": peak,
            "residentBefore": resident,
            "outputs": outputs,
            "figures": figures,
        }


def main() -> None:
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    n_jobs = int(sys.argv[1])
    versions = {name: version(name) for name in ("scikit-learn", "pyod", "numpy", "scipy")}
    versions = {"Python": sys.version.split()[0], **versions}
    # Libraries that print must not disturb the answers; PyOD prints what its workers do.
    answers = sys.stdout
    silence = Path(os.devnull).open("w")
    sys.stdout = silence
    print(json.dumps({"ready": True, "versions": versions}), file=answers, flush=True)
    side = Side(n_jobs)
    for line in sys.stdin:
        try:
            with contextlib.redirect_stderr(silence):
                answer = side.perform(json.loads(line))
        except Exception as error:  # whatever goes wrong in a task is its answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
