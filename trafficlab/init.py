"""`trafficlab init`: the deno.json beside the notebooks, for plain Deno kernels."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from . import jsonc
from .library import CONFIG_NAMES, MODULE, WRAPPERS, own_entries, wrapper_entries


class InitError(Exception):
    """Nothing was written; the message says why and what to do."""


def init_folder(folder: Path, library: Path) -> list[str]:
    """Write or complete the folder's deno.json (or deno.jsonc, where only that exists; comments stay).

    @returns lines that say what was done.
    @raises InitError when the file cannot be changed safely.
    """
    if not folder.is_dir():
        raise InitError(f'Cannot set up "{folder}": expected an existing folder')
    if not (library / MODULE).is_file():
        raise InitError(
            f'Cannot set up "{folder}": the library is not built, "{library / MODULE}" is missing'
        )
    path = next((folder / name for name in CONFIG_NAMES if (folder / name).is_file()), None)
    entries = {**wrapper_entries(library), **own_entries(library)}
    if path is None:
        return _create(folder / CONFIG_NAMES[0], entries)
    return _complete(path, entries)


def _create(path: Path, entries: dict[str, str]) -> list[str]:
    _write(path, json.dumps({"imports": entries}, indent=2, ensure_ascii=False) + "\n")
    lines = [f"Wrote {path}: {_names(entries)}."]
    shadowed = _config_above(path.parent)
    if shadowed is not None:
        lines.append(
            f"Note: Deno reads the nearest configuration only, so {shadowed} no longer holds in this folder."
        )
    return lines


def _complete(path: Path, entries: dict[str, str]) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        user = jsonc.parse(text).value
    except (OSError, ValueError) as error:
        raise InitError(f'Cannot change "{path}": it is not valid JSON: {error}') from error
    imports = _imports_of(user, path)
    kept = [name for name in entries if name in WRAPPERS and _is_users_own(imports.get(name), name)]
    wanted = {name: url for name, url in entries.items() if name not in kept and imports.get(name) != url}
    lines = [f'Kept your own entry for "{name}": {imports[name]}' for name in kept]
    if not wanted:
        return [*lines, f"{path} is up to date."]
    for name, url in wanted.items():
        text = jsonc.set_member(text, ["imports", name], url)
    _write(path, text)
    return [*lines, f"Changed {path}: {_names(wanted)}."]


def _imports_of(user: Any, path: Path) -> dict[str, Any]:
    if not isinstance(user, dict):
        raise InitError(f'Cannot change "{path}": expected a JSON object')
    imports = user.get("imports", {})
    if not isinstance(imports, dict):
        raise InitError(f'Cannot change "{path}": "imports" must be an object')
    if "importMap" in user and "imports" not in user:
        raise InitError(
            f'Cannot change "{path}": with "imports" in it Deno would no longer read its "importMap" '
            f'({user["importMap"]}); move those imports into "{path.name}" first'
        )
    return imports


def _is_users_own(url: Any, name: str) -> bool:
    """Whether an entry was not written by an earlier `trafficlab init`, of this or another environment."""
    return url is not None and not str(url).endswith(f"/trafficlab/library/{WRAPPERS[name]}")


def _config_above(folder: Path) -> Path | None:
    candidates = (parent / name for parent in folder.resolve().parents for name in CONFIG_NAMES)
    return next((path for path in candidates if path.is_file()), None)


def _names(entries: dict[str, str]) -> str:
    return ", ".join(entries)


def _write(path: Path, text: str) -> None:
    """Replace the file in one step, so that no crash leaves half of it. A link stays a link."""
    target = path.resolve()
    had_mark = target.is_file() and target.read_bytes().startswith(b"\xef\xbb\xbf")
    try:
        mode = target.stat().st_mode & 0o777 if target.is_file() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(prefix=".deno-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8-sig" if had_mark else "utf-8", newline="") as file:
                file.write(text)
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise InitError(f'Cannot write "{path}": {error.strerror}') from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
