"""The generated deno.json: the library's entries together with the user's own configuration.

Deno reads one configuration, the one of the folder it starts in. The launcher starts it in a private
folder, so what the user keeps in a deno.json beside the notebook (or above) has to be carried over,
with its relative paths made absolute.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from .. import jsonc
from ..library import CONFIG_NAMES, file_url, own_entries, wrapper_entries

# Of compilerOptions only what changes how a cell is run: the kernel never checks types.
_TRANSPILE_OPTIONS = (
    "jsx",
    "jsxFactory",
    "jsxFragmentFactory",
    "jsxImportSource",
    "jsxImportSourceTypes",
    "jsxPrecompileSkipElements",
    "experimentalDecorators",
    "emitDecoratorMetadata",
)
_RELATIVE = ("./", "../", "/")


@dataclass
class GeneratedConfig:
    """A deno.json for the private folder, and what to tell the user about their own."""

    content: dict[str, Any]
    notices: list[str] = field(default_factory=list)


def library_config(library: Path) -> GeneratedConfig:
    """The configuration with nothing of the user's."""
    imports = {**wrapper_entries(library), **own_entries(library)}
    return GeneratedConfig({"lock": False, "imports": _unlinked(imports)})


def merged_config(library: Path, folder: Path) -> GeneratedConfig:
    """The library's entries merged with the user's configuration that holds for `folder`.

    The user's entry wins, with two exceptions: "trafficlab" always comes from the installed library
    (a stale entry of an older environment would break the kernel), and a wrapper entry that points at
    a file which is gone is replaced.
    """
    config = library_config(library)
    imports: dict[str, Any] = {}
    scopes: dict[str, dict[str, Any]] = {}
    for path in reversed(list(_configs_for(folder))):
        try:
            user = _read_object(path)
            map_, base = _import_map(user, path)
            imports.update(_resolved_entries(map_.get("imports"), base))
            for scope, entries in _as_object(map_.get("scopes")).items():
                scopes.setdefault(_resolved(scope, base), {}).update(_resolved_entries(entries, base))
        except (OSError, ValueError) as error:
            config.notices.append(f'Cannot use "{path}": {error}')
            continue
        _carry_over(config.content, user)
    own = own_entries(library)
    wrappers = wrapper_entries(library)
    imports = {name: url for name, url in imports.items() if name not in wrappers or not _is_gone(url)}
    config.content["imports"] = _unlinked({**wrappers, **imports, **own})
    scopes = {scope: _unlinked(_without(entries, own)) for scope, entries in scopes.items()}
    if scopes:
        config.content["scopes"] = scopes
    if "nodeModulesDir" not in config.content and _has_node_modules(folder):
        config.content["nodeModulesDir"] = "manual"
    return config


def _configs_for(folder: Path) -> Iterator[Path]:
    """The nearest configuration, then those above that name a workspace, nearest first."""
    found_nearest = False
    for parent in (folder, *folder.parents):
        path = next((parent / name for name in CONFIG_NAMES if (parent / name).is_file()), None)
        if path is None:
            continue
        if not found_nearest or _names_workspace(path):
            yield path
        found_nearest = True


def _names_workspace(path: Path) -> bool:
    try:
        return "workspace" in _read_object(path)
    except (OSError, ValueError):
        return False


def _read_object(path: Path) -> dict[str, Any]:
    value = jsonc.parse(path.read_text("utf-8-sig")).value
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")
    return value


def _import_map(user: dict[str, Any], path: Path) -> tuple[dict[str, Any], str]:
    """The import map of a configuration and the URL that its relative paths start from."""
    external = user.get("importMap")
    if not isinstance(external, str) or "imports" in user or "scopes" in user:
        return user, file_url(path)
    url = urljoin(file_url(path), external)
    file = _path_of(url)
    if file is None:
        raise ValueError(f'importMap must be a local file, got "{external}"')
    return _read_object(file), url


def _carry_over(content: dict[str, Any], user: dict[str, Any]) -> None:
    options = _as_object(user.get("compilerOptions"))
    kept = {name: options[name] for name in _TRANSPILE_OPTIONS if name in options}
    if kept:
        content.setdefault("compilerOptions", {}).update(kept)
    if isinstance(user.get("unstable"), list):
        content["unstable"] = user["unstable"]
    # "auto" would make a node_modules in the private folder; Deno's global cache serves as well.
    if user.get("nodeModulesDir") in ("manual", "none"):
        content["nodeModulesDir"] = user["nodeModulesDir"]


def _resolved_entries(entries: Any, base: str) -> dict[str, Any]:
    return {
        _resolved(key, base): _resolved(value, base)
        for key, value in _as_object(entries).items()
        if isinstance(value, str)
    }


def _resolved(specifier: str, base: str) -> str:
    return urljoin(base, specifier) if specifier.startswith(_RELATIVE) else specifier


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _without(entries: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {name: url for name, url in entries.items() if name not in names}


def _unlinked(entries: dict[str, Any]) -> dict[str, Any]:
    """The entries in a spelling that keeps Deno from reading more configurations than this one.

    For every entry that starts with "file:" Deno also loads the deno.json that governs that file, and
    lets it win in its folder (its issue #26764). That would be the user's own again, unmerged, or one
    above the Python environment. A scheme in capitals is the same URL and is not recognized there.
    """
    return {
        name: "FILE:" + url.removeprefix("file:") if url.startswith("file:") else url
        for name, url in entries.items()
    }


def _path_of(url: str) -> Path | None:
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    return Path(path.lstrip("/") if os.name == "nt" else path)


def _is_gone(url: str) -> bool:
    path = _path_of(url)
    return path is not None and not path.exists()


def _has_node_modules(folder: Path) -> bool:
    """Whether Deno, started beside the notebook, would use an npm project's node_modules."""
    project = next((p for p in (folder, *folder.parents) if (p / "package.json").is_file()), None)
    return project is not None and (project / "node_modules").is_dir()


def write_config(config: dict[str, Any], folder: Path) -> None:
    """Write the configuration as the deno.json of a folder."""
    (folder / "deno.json").write_text(json.dumps(config), "utf-8")
