"""Runs the launcher with a library (and a Deno) of the test's choice: launch.py CONNECTION LIBRARY [DENO]."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from trafficlab.kernel.connection import read_connection
from trafficlab.kernel.launcher import Launcher

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="[trafficlab.kernel] %(message)s")
    connection_file, library, *deno = sys.argv[1:]
    launcher = Launcher(
        read_connection(Path(connection_file)), Path.cwd(), Path(library), deno[0] if deno else None
    )
    sys.exit(launcher.run())
