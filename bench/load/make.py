"""Writes a made flow file: make.py PATH ROWS COLUMNS (7 or 15), of CSV, or of Parquet where PATH has .parquet in it: packed
by Zstandard where it has -zstd in it, else by Snappy.

More than a million rows of CSV are the first million again and again.

The columns are those of the original application, and eight more: skewed counts and sizes, ten-digit and 17-digit decimals, time
stamps in order, few labels, some thousand addresses.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

BLOCK = 1_000_000
NAMES = [
    *["duration", "packet_count", "bytes_sent", "bytes_received", "packet_size_mean", "label", "timestamp"],
    *["src_ip", "dst_ip", "src_port", "dst_port", "protocol", "packets_sent", "packets_received", "iat_mean"],
]


def make_columns(rows: int) -> list[np.ndarray]:
    random = np.random.default_rng(7)
    packets = np.clip((random.pareto(1.2, rows) * 3 + 1).astype(np.int64), 1, 10**6)
    sent = packets * random.integers(40, 1400, rows)
    received = packets * random.integers(40, 1400, rows)
    start = np.datetime64("2026-10-20T12:00:00")
    stamps = start + np.arange(rows) // 12 * np.timedelta64(1, "s")
    hosts = np.array([f"10.{a}.{b}.{c}" for a, b, c in random.integers(0, 256, (5000, 3))])
    return [
        np.round(random.lognormal(0, 2, rows), 6),
        packets,
        sent,
        received,
        np.round((sent + received) / packets, 2),
        random.choice(["normal", "attack", "scan"], rows, p=[0.8, 0.15, 0.05]),
        np.char.replace(stamps.astype(str), "T", " "),
        hosts[random.integers(0, 5000, rows)],
        hosts[random.integers(0, 5000, rows)],
        random.integers(1024, 65536, rows),
        random.choice([80, 443, 53, 22, 8080], rows),
        random.choice(["tcp", "udp", "icmp"], rows, p=[0.7, 0.25, 0.05]),
        packets // 2,
        packets - packets // 2,
        random.lognormal(-3, 1.5, rows),
    ]


def write_parquet(path: str, columns: dict[str, np.ndarray], most: int) -> None:
    frame = pd.DataFrame(dict(list(columns.items())[:most]))
    frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    codec = "zstd" if "-zstd" in path else "snappy"
    frame.to_parquet(path, engine="pyarrow", compression=codec, index=False)


def main(path: str, rows: int, columns: int) -> None:
    block = min(rows, BLOCK)
    if ".parquet" in path:
        write_parquet(path, dict(zip(NAMES, make_columns(rows), strict=False)), columns)
        return
    cells = [column.tolist() for column in make_columns(block)[:columns]]
    text = "".join(",".join(map(str, row)) + "\n" for row in zip(*cells, strict=True))
    with Path(path).open("w") as file:
        file.write(",".join(NAMES[:columns]) + "\n")
        for _ in range(rows // block):
            file.write(text)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
