"""Where the built library lies, and the import-map entries that make it importable."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

MODULE = "mod.js"

# Where Deno keeps its configuration, in the order in which it looks.
CONFIG_NAMES = ("deno.json", "deno.jsonc")

# Bare names that notebooks import, and the file of the library bundle that answers each.
WRAPPERS = {
    "danfojs-node": "danfojs-node.js",
    "@tensorflow/tfjs-node": "tfjs-node.js",
}

# What a URL parser leaves alone in the path of a file URL. Python's own `Path.as_uri` also escapes
# "(", "+", "@" and others; the same file would then have two URLs, and so two module instances.
_URL_SAFE = "/!$&'()*+,-.:;=@[]_~"


def library_folder() -> Path:
    """The folder of the library bundle inside the installed package."""
    return Path(__file__).resolve().parent / "library"


def file_url(path: Path) -> str:
    """The file URL of an absolute path, spelled as Deno spells it."""
    if os.name == "nt":
        return path.as_uri()
    return "file://" + quote(os.fsencode(path), safe=_URL_SAFE)


def folder_url(path: Path) -> str:
    """The file URL of a folder, with the final slash that import maps need for prefixes."""
    url = file_url(path)
    return url if url.endswith("/") else url + "/"


def own_entries(library: Path) -> dict[str, str]:
    """The entries that only the installed library may answer."""
    return {"trafficlab": file_url(library / MODULE), "trafficlab/": folder_url(library)}


def wrapper_entries(library: Path) -> dict[str, str]:
    """The entries of the third-party packages that travel inside the library, offline."""
    return {name: file_url(library / file) for name, file in WRAPPERS.items() if (library / file).is_file()}
