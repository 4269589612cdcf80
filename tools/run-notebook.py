"""Runs a notebook on a kernel, keeps the executed copy, and reports every output as JSON.

Exit code 0 when every cell ran, 1 when one failed or the kernel died.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
REPORTED_TEXT = 20_000


def main() -> int:
    options = read_options()
    notebook = nbformat.read(options.notebook, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=options.kernel,
        timeout=options.timeout,
        resources={"metadata": {"path": str(options.notebook.resolve().parent)}},
    )
    started = time.perf_counter()
    error = None
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as failure:
        error = plain(str(failure))
    seconds = time.perf_counter() - started
    nbformat.write(notebook, options.executed)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if error is None:
        error = first_error(cells)
    report = {
        "seconds": seconds,
        "error": error,
        "cells": [
            {"number": number, "outputs": [summary(output) for output in cell.outputs]}
            for number, cell in enumerate(cells, start=1)
        ],
    }
    options.report.write_text(json.dumps(report), encoding="utf-8")
    return 0 if error is None else 1


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--executed", type=Path, required=True, help="where the executed copy goes")
    parser.add_argument("--report", type=Path, required=True, help="where the report goes")
    parser.add_argument("--timeout", type=int, default=300, help="seconds for one cell")
    return parser.parse_args()


def first_error(cells: list) -> str | None:
    """An error output that the kernel showed without failing the cell counts as a failure too."""
    for cell in cells:
        for output in cell.outputs:
            if output.output_type == "error":
                return plain("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
    return None


def summary(output) -> dict:
    if output.output_type == "stream":
        return {"type": f"stream {output.name}", "mimeTypes": {}, "text": plain(output.text)[:REPORTED_TEXT]}
    if output.output_type == "error":
        return {"type": "error", "mimeTypes": {}, "text": plain(f"{output.ename}: {output.evalue}")[:REPORTED_TEXT]}
    sizes = {mime: size_in_bytes(data) for mime, data in output.data.items()}
    text = plain(as_text(output.data.get("text/plain", "")))
    return {"type": output.output_type, "mimeTypes": sizes, "text": text[:REPORTED_TEXT]}


def size_in_bytes(data) -> int:
    text = data if isinstance(data, str) else json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return len(text.encode("utf-8"))


def as_text(data) -> str:
    return data if isinstance(data, str) else json.dumps(data)


def plain(text: str) -> str:
    return ANSI.sub("", text)


if __name__ == "__main__":
    sys.exit(main())
