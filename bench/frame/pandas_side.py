"""pandas' side of `npm run bench -- frame`, behind the commands that bench/frame/our-side.mjs takes."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pandas as pd

LEAST_SECONDS = 0.05
NUMBERS = ["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean"]


def described(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as ours has them; variance is the only one that pandas' own lacks."""
    summary = frame.describe()
    variance = frame[NUMBERS].var().to_frame("variance").T
    return pd.concat([summary.reindex(["count", "mean", "std", "min", "25%", "50%", "75%", "max"]), variance])


OPERATIONS = {
    "describe": described,
    "quantile": lambda frame: frame[[*NUMBERS, "timestamp"]].quantile([0.01, 0.25, 0.5, 0.75, 0.99]),
    "corr": lambda frame: frame[NUMBERS].corr(),
    "spearman": lambda frame: frame[NUMBERS].corr(method="spearman"),
    "cov": lambda frame: frame[NUMBERS].cov(),
    "sort_ties": lambda frame: frame.sort_values("packet_count", kind="stable"),
    "sort_keys": lambda frame: frame.sort_values(["label", "bytes_sent"], ascending=[True, False]),
    "groupby": lambda frame: frame.groupby("label")[NUMBERS].mean(),
    "groupby_keys": lambda frame: frame.groupby(["label", "packet_count"])[[n for n in NUMBERS if n != "packet_count"]].mean(),
    "filter": lambda frame: frame[frame["bytes_sent"] > 1000],
    "columns": lambda frame: frame[["duration", "bytes_sent", "label"]],
    "print": lambda frame: str(frame),
}
TABLES = {"describe", "quantile", "corr", "spearman", "cov", "groupby", "groupby_keys"}
ORDERS = {"sort_ties", "sort_keys", "filter"}


def numbers_of(operation: str, result: object) -> list[float]:
    """What ours gives as numbers, in the same order: keys that are numbers stand before the values."""
    if operation in ORDERS:
        labels = [len(result), *result.index[:20], *result.index[-20:]]
        return [float(label) + 1 for label in labels]
    if operation not in TABLES:
        return []
    table = result.reset_index() if operation == "groupby_keys" else result
    cells = [cell.value / 1e6 if isinstance(cell, pd.Timestamp) else cell for cell in table.to_numpy(dtype=object).ravel()]
    return [float(cell) for cell in cells if not isinstance(cell, str) and not pd.isna(cell)]


def perform(frame: pd.DataFrame, operation: str) -> dict:
    run = OPERATIONS[operation]
    cpu, before, times = time.process_time(), time.perf_counter(), 0
    while True:
        result = run(frame)
        times += 1
        wall = time.perf_counter() - before
        if wall >= LEAST_SECONDS:
            break
    cpu = time.process_time() - cpu
    return {"wall": wall / times, "cpu": cpu / times, "numbers": numbers_of(operation, result)}


def answer(content: dict) -> None:
    print(json.dumps(content), flush=True)


def main() -> None:
    frames: list[pd.DataFrame] = []
    answer({"ready": True, "version": f"pandas {pd.__version__}, NumPy {np.__version__}"})
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "files" in command:
                for file in command["files"]:
                    frame = pd.read_csv(file, parse_dates=["timestamp"])
                    frame["timestamp"] = frame["timestamp"].dt.tz_localize(None)
                    frames.append(frame)
                answer({})
            else:
                answer(perform(frames[command["file"]], command["operation"]))
        except Exception as error:  # noqa: BLE001 - the other side prints it
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
