"""Fixtures: a stand-in library, notebook folders, kernels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .session import Session, started


def make_library(folder: Path) -> Path:
    """The shape of the real bundle in a few lines: a module, a lazy chunk, the two wrappers."""
    folder.mkdir(parents=True)
    (folder / "mod.js").write_text(
        'import { createRequire } from "node:module";\n'
        "const require = createRequire(import.meta.url);\n"
        'export const name = "library";\n'
        'export const chunk = () => require("./chunk.cjs").value;\n'
    )
    (folder / "chunk.cjs").write_text('exports.value = "chunk";\n')
    (folder / "danfojs-node.js").write_text('export default "danfo";\n')
    (folder / "tfjs-node.js").write_text('export default "tfjs";\n')
    (folder / "extra.js").write_text('export default "extra";\n')
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("install") / "site packages" / "trafficlab" / "library")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[Session]:
    """One kernel for all tests of a module that leave it as they found it."""
    base = tmp_path_factory.mktemp("module")
    folder = base / "notebooks"
    folder.mkdir()
    with started(base / "specs", library, folder) as session:
        yield session


@pytest.fixture
def start(tmp_path: Path, library: Path) -> Iterator[Callable[..., Session]]:
    """Starts kernels that end with the test: start(folder, library=…, extra=[…], env={…})."""
    with ExitStack() as stack:

        def start_in(folder: Path | None = None, **options: Any) -> Session:
            place = folder or tmp_path
            place.mkdir(parents=True, exist_ok=True)
            extra = options.get("extra", [])
            chosen = options.get("library", library)
            temporary = tmp_path / ".temporary"
            temporary.mkdir(exist_ok=True)
            env = {"TMPDIR": str(temporary), **options.get("env", {})}
            context = started(tmp_path / ".specs", chosen, place, *extra, env=env)
            return stack.enter_context(context)

        yield start_in
