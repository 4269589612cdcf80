"""Why a cell failed before it ran: Deno's kernel answers "Execution failed" and gives no reason.

That is a syntax error, or an `npm:` package that could not be had. The same Deno, asked again outside
the kernel, gives the text; neither question runs the cell's code.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .user_config import write_config

log = logging.getLogger(__name__)

_PARSE_TIMEOUT_S = 10.0
_PACKAGES_TIMEOUT_S = 30.0
_CELL_FILE = "cell.ts"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_POSITION = re.compile(r"^\s*at file://\S*/cell\.ts:(\d+):(\d+)\s*$", re.MULTILINE)
_SPECIFIER = re.compile(r"""\b(?:from|import)\s*\(?\s*["']([^"'\n]+)["']""")


@dataclass(frozen=True)
class Failure:
    """What goes into the `error` message and the reply."""

    name: str
    text: str
    traceback: list[str]


INTERRUPTED = Failure("Interrupted", "the cell was interrupted", ["Interrupted: the cell was interrupted"])
_UNKNOWN = "Deno could not run the cell and gave no reason; see the log of the Jupyter server"


def diagnose(deno: str, code: str, config: dict[str, Any]) -> Failure:
    """Find the reason. Never raises: a failing diagnosis is a failure without reason."""
    try:
        with tempfile.TemporaryDirectory(prefix="trafficlab-cell-") as name:
            folder = Path(name)
            write_config(config, folder)
            failure = _syntax_error(deno, code, folder)
            return failure or _missing_package(deno, code, folder, config.get("imports", {})) or _unknown()
    except OSError as error:
        log.warning("Cannot diagnose a failed cell: %s", error)
        return _unknown()


def _unknown() -> Failure:
    return Failure("Error", _UNKNOWN, [f"Error: {_UNKNOWN}"])


def _syntax_error(deno: str, code: str, folder: Path) -> Failure | None:
    cell = folder / _CELL_FILE
    cell.write_bytes(code.encode("utf-8", "replace"))
    message = _error_of([deno, "transpile", "--quiet", str(cell)], folder, _PARSE_TIMEOUT_S)
    return None if message is None else read_syntax_error(message)


def read_syntax_error(message: str) -> Failure:
    """Deno's message as a failure, the position named for the cell instead of a private file."""
    position = _POSITION.search(message)
    where = "" if position is None else f" at line {position[1]}, column {position[2]}"
    lines = _POSITION.sub(r"    at cell:\1:\2", message).rstrip().splitlines()
    first = lines[0].removeprefix("SyntaxError: ") if lines else "Syntax error"
    return Failure("SyntaxError", first + where, [f"SyntaxError: {first}", *lines[1:]])


def _missing_package(deno: str, code: str, folder: Path, imports: dict[str, Any]) -> Failure | None:
    packages = npm_specifiers(code, imports)
    if not packages:
        return None
    message = _error_of([deno, "cache", "--quiet", *packages], folder, _PACKAGES_TIMEOUT_S)
    if message is None:
        return None
    return Failure("TypeError", message.splitlines()[0], [f"TypeError: {message}"])


def npm_specifiers(code: str, imports: dict[str, Any]) -> list[str]:
    """The `npm:` packages that the cell names, directly or through the import map."""
    found: dict[str, None] = {}
    for specifier in _SPECIFIER.findall(code):
        target = str(imports.get(specifier, specifier))
        if target.startswith("npm:"):
            found[target] = None
    return list(found)


def _error_of(command: list[str], folder: Path, timeout: float) -> str | None:
    """What the command complains about; None when it succeeds or does not answer in time."""
    environment = {**os.environ, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == 0:
        return None
    text = _ANSI.sub("", done.stderr.decode("utf-8", "replace"))
    _, found, message = text.partition("error: ")
    return message.partition("\nStack backtrace:")[0].rstrip() if found else None
