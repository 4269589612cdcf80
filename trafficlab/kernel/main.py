"""The command `python -m trafficlab.kernel CONNECTION_FILE`, as the kernelspec calls it."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from ..library import library_folder
from .connection import read_connection
from .launcher import Launcher


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m trafficlab.kernel", description="Run the TypeScript (Traffic Lab) kernel."
    )
    parser.add_argument("connection_file", type=Path, help="Jupyter's connection file")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="[trafficlab.kernel] %(message)s")
    try:
        connection = read_connection(options.connection_file)
    except (OSError, ValueError) as error:
        logging.error("%s", error)
        return 1
    return Launcher(connection, Path.cwd(), library_folder()).run()
