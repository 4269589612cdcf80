"""One side of the load benchmark: reader.py pandas|polars PATH LOADS. Prints one JSON object."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time


def used() -> resource.struct_rusage:
    return resource.getrusage(resource.RUSAGE_SELF)


def main(name: str, path: str, loads: int) -> None:
    library = importlib.import_module(name)
    before = used().ru_maxrss * 1024
    rounds = []
    for _ in range(loads):
        start, wall = used(), time.perf_counter()
        frame = library.read_parquet(path) if path.endswith(".parquet") else library.read_csv(path)
        wall = time.perf_counter() - wall
        end = used()
        cpu = end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime
        rounds.append({"wall": wall, "cpu": cpu, "peak": end.ru_maxrss * 1024})
        rows = len(frame)
        del frame
    print(json.dumps({"version": library.__version__, "before": before, "rows": rows, "rounds": rounds}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
