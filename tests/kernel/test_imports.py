"""What a notebook can import, from any folder, without network."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import make_library
from .session import Session

Start = Callable[..., Session]


@pytest.mark.parametrize("name", ["plain", "with space", "Ünïcode 数据", "100% (a) [b] #1 & ?q=1;+~'x"])
def test_imports_and_paths_work_in_a_folder_of_any_name(start: Start, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name / "notebooks"
    folder.mkdir(parents=True)
    (folder / "helper.ts").write_text(
        'import { name } from "trafficlab"; import { up } from "../up.ts";'
        "export const helped: string = `helper of ${name} and ${up}`;"
    )
    (folder.parent / "up.ts").write_text('export const up: string = "up";')
    (tmp_path / "upper.ts").write_text('export const upper: string = "upper";')
    (folder / "data.csv").write_text("a,b\n")
    before = sorted(path.name for path in folder.iterdir())
    session = start(folder)
    assert session.run("Deno.cwd()").value == str(folder)
    assert session.run('Deno.readTextFileSync("data.csv")').value == "a,b\\n"
    assert session.run('import { name } from "trafficlab"; name').value == "library"
    assert session.run('import { helped } from "./helper.ts"; helped').value == "helper of library and up"
    assert session.run('import { up } from "../up.ts"; up').value == "up"
    assert session.run('import { upper } from "../../upper.ts"; upper').value == "upper"
    assert session.run('(await import("./helper.ts")).helped').value == "helper of library and up"
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_library_and_its_wrappers_resolve(start: Start, tmp_path: Path) -> None:
    session = start(tmp_path / "notebooks")
    assert session.run('import { chunk } from "trafficlab"; chunk()').value == "chunk"
    assert session.run('import extra from "trafficlab/extra.js"; extra').value == "extra"
    assert session.run('import danfo from "danfojs-node"; danfo').value == "danfo"
    assert session.run('import tfjs from "@tensorflow/tfjs-node"; tfjs').value == "tfjs"


def test_a_worker_of_the_notebook_imports_the_library_too(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "worker.ts").write_text('import { name } from "trafficlab"; postMessage(name);')
    code = (
        'const worker = new Worker("file://" + Deno.cwd() + "/worker.ts", { type: "module" });'
        "await new Promise((resolve, reject) => { worker.onmessage = (e) => resolve(e.data);"
        "worker.onerror = (e) => { e.preventDefault(); reject(new Error(e.message)); }; })"
    )
    assert start(folder).run(code).value == "library"


def test_everything_works_offline_from_an_empty_cache(start: Start, tmp_path: Path) -> None:
    dead = "http://127.0.0.1:9"
    env = {"DENO_DIR": str(tmp_path / "empty cache"), "HTTP_PROXY": dead, "HTTPS_PROXY": dead, "NO_PROXY": ""}
    session = start(tmp_path / "notebooks", env=env)
    code = 'import { name, chunk } from "trafficlab"; import d from "danfojs-node"; name + chunk() + d'
    assert session.run(code).value == "librarychunkdanfo"
    assert session.run("let x y").error is not None


def test_a_package_that_cannot_be_had_is_named_in_the_error(start: Start, tmp_path: Path) -> None:
    dead = "http://127.0.0.1:9"
    env = {"DENO_DIR": str(tmp_path / "empty cache"), "HTTP_PROXY": dead, "HTTPS_PROXY": dead, "NO_PROXY": ""}
    code = 'import "npm:left-pad@1"; Deno.writeTextFileSync("it-ran", "")'
    result = start(tmp_path / "notebooks", env=env).run(code)
    assert result.error is not None
    assert "left-pad" in result.error["evalue"]
    assert os.listdir(tmp_path / "notebooks") == []


def test_the_users_own_deno_json_holds_and_is_left_alone(start: Start, tmp_path: Path) -> None:
    project = tmp_path / "pro ject"
    folder = project / "notebooks"
    folder.mkdir(parents=True)
    (project / "lib").mkdir()
    (project / "lib" / "mine.ts").write_text('export const mine: string = "mine";')
    (project / "own-danfo.ts").write_text('export default "own danfo";')
    config = project / "deno.json"
    text = json.dumps(
        {
            "imports": {
                "$lib/": "./lib/",
                "danfojs-node": "./own-danfo.ts",
                "trafficlab": "file:///gone/older/environment/mod.js",
                "@tensorflow/tfjs-node": "file:///gone/tfjs-node.js",
            }
        }
    )
    config.write_text(text)
    session = start(folder)
    assert session.run('import { mine } from "$lib/mine.ts"; mine').value == "mine"
    assert session.run('import danfo from "danfojs-node"; danfo').value == "own danfo"
    assert session.run('import { name } from "trafficlab"; name').value == "library"
    assert session.run('import tfjs from "@tensorflow/tfjs-node"; tfjs').value == "tfjs"
    assert config.read_text() == text
    assert os.listdir(folder) == []


def test_a_configuration_that_deno_finds_by_itself_does_not_win(start: Start, tmp_path: Path) -> None:
    """Deno links the deno.json above a file that is imported by path; a virtual environment often lies
    inside the user's project, so that could be an old one above the library too."""
    project = tmp_path / "project"
    folder = project / "notebooks"
    library = make_library(project / ".venv" / "trafficlab" / "library")
    folder.mkdir()
    (project / "mine.ts").write_text('import { name } from "trafficlab"; export const mine = "my " + name;')
    imports = {"mine": "./mine.ts", "trafficlab": "file:///gone/mod.js"}
    (project / "deno.json").write_text(json.dumps({"imports": imports}))
    session = start(folder, library=library)
    assert session.run('import { mine } from "mine"; mine').value == "my library"
    assert session.run('import { name } from "trafficlab"; name').value == "library"


def test_packages_in_node_modules_beside_the_notebook_resolve(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    package = folder / "node_modules" / "some-package"
    package.mkdir(parents=True)
    (folder / "package.json").write_text('{"dependencies": {"some-package": "1"}}')
    (package / "package.json").write_text('{"name": "some-package", "version": "1.0.0", "main": "main.js"}')
    (package / "main.js").write_text('module.exports = "some package";')
    session = start(folder)
    assert session.run('import some from "some-package"; some').value == "some package"
    assert session.run('import { name } from "trafficlab"; name').value == "library"


def test_a_broken_deno_json_is_reported_in_the_first_cell_and_does_not_stop_the_kernel(
    start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "deno.json").write_text('{"imports": ')
    session = start(folder)
    first = session.run('import { name } from "trafficlab"; name')
    assert first.value == "library"
    assert "deno.json" in first.stderr and "line 1" in first.stderr
    assert session.run("1").stderr == ""


def test_a_deno_json_that_deno_refuses_does_not_stop_the_kernel(start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "deno.json").write_text('{"unstable": [1, 2]}')
    first = start(folder).run('import { name } from "trafficlab"; name')
    assert first.value == "library"
    assert "runs without your deno.json" in first.stderr
