"""The command `trafficlab`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import __version__
from .init import InitError, init_folder
from .library import library_folder


def main(arguments: list[str] | None = None) -> int:
    """Run the command. @returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="trafficlab", description="Network-traffic security analysis inside JupyterLab."
    )
    parser.add_argument("--version", action="version", version=f"trafficlab {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    init = commands.add_parser(
        "init",
        help="make the library importable from plain Deno kernels",
        description=(
            "Write the import map of the installed library into the deno.json of a folder, so that notebooks "
            'in it can import "trafficlab" on a plain Deno kernel too. The kernel "TypeScript (Traffic Lab)" '
            "does not need this. Everything else in the file stays as it is. Run it again after an update."
        ),
    )
    init.add_argument(
        "folder", nargs="?", type=Path, default=Path(), help="folder of the notebooks (default: this one)"
    )
    options = parser.parse_args(arguments)
    try:
        for line in init_folder(options.folder, library_folder()):
            print(line)
    except InitError as error:
        print(f"trafficlab: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
