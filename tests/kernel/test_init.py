"""`trafficlab init` and the rest of the command line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

import trafficlab
from trafficlab import cli, jsonc
from trafficlab.init import InitError, init_folder
from trafficlab.kernel.deno_process import find_deno
from trafficlab.library import file_url, folder_url


def test_a_plain_deno_finds_the_library_after_init(library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my notebooks"
    folder.mkdir()
    lines = init_folder(folder, library)
    assert lines[0].startswith(f"Wrote {folder / 'deno.json'}")
    code = 'import { name } from "trafficlab"; import d from "danfojs-node"; console.log(name, d)'
    env = {**os.environ, "DENO_DIR": str(tmp_path / "cache"), "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run([find_deno(), "eval", code], cwd=folder, env=env, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("library danfo\n", 0), done.stderr


def test_init_keeps_everything_that_the_user_has(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "deno.json"
    path.write_text('{\n  // tasks\n  "tasks": {"x": "y"},\n  "imports": {"a": "./a.ts"}\n}\n')
    init_folder(tmp_path, library)
    text = path.read_text()
    user = jsonc.parse(text).value
    assert "// tasks" in text
    assert user["tasks"] == {"x": "y"}
    assert user["imports"] == {
        "a": "./a.ts",
        "danfojs-node": file_url(library / "danfojs-node.js"),
        "@tensorflow/tfjs-node": file_url(library / "tfjs-node.js"),
        "trafficlab": file_url(library / "mod.js"),
        "trafficlab/": folder_url(library),
    }


def test_a_second_init_changes_nothing(library: Path, tmp_path: Path) -> None:
    init_folder(tmp_path, library)
    path = tmp_path / "deno.json"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    assert init_folder(tmp_path, library) == [f"{path} is up to date."]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_init_replaces_the_entries_of_an_older_environment_and_keeps_the_users_own(
    library: Path, tmp_path: Path
) -> None:
    imports = {
        "trafficlab": "file:///old/trafficlab/library/mod.js",
        "danfojs-node": "npm:danfojs-node@1",
        "@tensorflow/tfjs-node": "file:///old/trafficlab/library/tfjs-node.js",
    }
    (tmp_path / "deno.json").write_text(json.dumps({"imports": imports}))
    lines = init_folder(tmp_path, library)
    assert lines[0] == 'Kept your own entry for "danfojs-node": npm:danfojs-node@1'
    written = json.loads((tmp_path / "deno.json").read_text())["imports"]
    assert written["trafficlab"] == file_url(library / "mod.js")
    assert written["danfojs-node"] == "npm:danfojs-node@1"
    assert written["@tensorflow/tfjs-node"] == file_url(library / "tfjs-node.js")


def test_init_completes_a_deno_jsonc_and_leaves_its_comments(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "deno.jsonc"
    path.write_text('{\n  // why\n  "fmt": {} // because\n}\n')
    init_folder(tmp_path, library)
    assert not (tmp_path / "deno.json").exists()
    assert path.read_text().startswith('{\n  // why\n  "fmt": {}, // because\n  "imports": {')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"imports": ', "not valid JSON: Expected a value at line 1"),
        ("", "not valid JSON"),
        ("[]", "expected a JSON object"),
        ('{"imports": []}', '"imports" must be an object'),
        ('{"importMap": "map.json"}', "importMap"),
    ],
)
def test_init_refuses_a_configuration_that_it_cannot_complete(
    library: Path, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "deno.json"
    path.write_text(text)
    with pytest.raises(InitError, match=f"^Cannot change .*{message}"):
        init_folder(tmp_path, library)
    assert path.read_text() == text
    assert os.listdir(tmp_path) == ["deno.json"]


def test_init_refuses_bytes_that_are_no_text(library: Path, tmp_path: Path) -> None:
    (tmp_path / "deno.json").write_bytes(b"\xff\xfe{\x00}\x00")
    with pytest.raises(InitError, match="not valid JSON"):
        init_folder(tmp_path, library)


def test_init_keeps_byte_order_mark_mode_and_link(library: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.json"
    real.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    real.chmod(0o640)
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "deno.json").symlink_to(real)
    init_folder(folder, library)
    assert (folder / "deno.json").is_symlink()
    assert real.read_bytes().startswith(b'\xef\xbb\xbf{"a": 1,')
    assert real.stat().st_mode & 0o777 == 0o640


def test_init_says_when_a_configuration_above_no_longer_holds(library: Path, tmp_path: Path) -> None:
    (tmp_path / "deno.json").write_text("{}")
    folder = tmp_path / "notebooks"
    folder.mkdir()
    assert str(tmp_path / "deno.json") in init_folder(folder, library)[1]


def test_the_command_reports_errors_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["init", str(tmp_path / "missing")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("trafficlab: Cannot set up ")


def test_the_command_has_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"trafficlab {trafficlab.__version__}\n"
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    assert "init" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="2"):
        cli.main([])
