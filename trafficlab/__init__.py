"""Traffic Lab: network-traffic security analysis inside JupyterLab.

The Python part is only what Jupyter's packaging and kernel protocol demand: the launcher kernel,
the command line, and the built labextension and library as package data.
"""

from __future__ import annotations

__all__ = ["__version__"]


def _version() -> str:
    """The installed version; in a source tree that was never installed, the one in package.json."""
    import json
    from importlib import metadata
    from pathlib import Path

    try:
        return metadata.version("trafficlab")
    except metadata.PackageNotFoundError:
        manifest = Path(__file__).resolve().parent.parent / "package.json"
        return str(json.loads(manifest.read_text("utf-8"))["version"])


def __getattr__(name: str) -> str:
    """`__version__` on demand: finding it costs a third of what importing the launcher costs."""
    if name == "__version__":
        return _version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """What `jupyter labextension develop` asks for."""
    return [{"src": "labextension", "dest": "trafficlab"}]
