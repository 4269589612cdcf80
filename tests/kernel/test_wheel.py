"""The built wheel, installed into an environment of its own: what is listed, what runs, what stays behind.

JupyterLab and Deno come from the environment that runs the tests, so that nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAX_WHEEL_BYTES = 12_000_000


@pytest.fixture(scope="module")
def wheel() -> Path:
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    path = ROOT / "dist" / f"trafficlab-{version}-py3-none-any.whl"
    assert path.is_file(), f'{path} is not there; "npm run build:wheel" makes it'
    return path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A virtual environment with the wheel alone, which sees the other packages of this one."""
    folder = tmp_path_factory.mktemp("an environment")
    venv.create(folder, with_pip=False)
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "zz_others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    pip(folder, "install", "--ignore-installed", "--no-deps", "--no-index", str(wheel))
    return folder


def pip(environment: Path, *arguments: str) -> None:
    quiet = ["--disable-pip-version-check", "--no-input", "--quiet"]
    run(environment, "-m", "pip", arguments[0], *quiet, *arguments[1:])


def run(environment: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    # Deno is looked for beside Python and then on PATH.
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    outside |= {"JUPYTER_CONFIG_DIR": str(environment / "config"), "PATH": path, **env}
    done = subprocess.run(
        [str(environment / "bin" / "python"), *arguments],
        cwd=environment,
        env=outside,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the folders of a Windows environment differ")


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size <= MAX_WHEEL_BYTES


def test_jupyter_lists_extension_and_kernel(environment: Path) -> None:
    extensions = run(environment, "-m", "jupyterlab.labextensions", "list")
    lines = (extensions.stdout + extensions.stderr).splitlines()
    line = next(line for line in lines if "trafficlab v" in line)
    assert "enabled" in line and "OK" in line
    specs = json.loads(run(environment, "-m", "jupyter_client.kernelspecapp", "list", "--json").stdout)
    spec = specs["kernelspecs"]["trafficlab"]
    assert Path(spec["resource_dir"]).is_relative_to(environment)
    assert spec["spec"]["interrupt_mode"] == "message"


NOTEBOOK = """
import sys
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
code = '''import { loadFlows } from "trafficlab"; import { answer } from "./helper.ts";
const flows = await loadFlows("my flows.csv"); console.log(flows.rowCount, answer);'''
notebook = new_notebook(cells=[new_code_cell(code)])
NotebookClient(notebook, kernel_name="trafficlab", resources={"metadata": {"path": sys.argv[1]}}).execute()
print(notebook.cells[0].outputs[0].text)
"""


def test_a_notebook_in_any_folder_imports_the_library_offline(environment: Path, tmp_path: Path) -> None:
    folder = tmp_path / "my notes #1"
    folder.mkdir()
    (folder / "helper.ts").write_text("export const answer: number = 42;\n", "utf-8")
    (folder / "my flows.csv").write_text("duration,packet_count\n1,2\n3,4\n", "utf-8")
    nowhere = "http://127.0.0.1:9"
    shown = run(
        environment,
        "-c",
        NOTEBOOK,
        str(folder),
        DENO_DIR=str(tmp_path / "empty"),
        HTTP_PROXY=nowhere,
        HTTPS_PROXY=nowhere,
    )
    assert "2 42" in shown.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["helper.ts", "my flows.csv"]


def test_nothing_is_left_after_uninstalling(environment: Path) -> None:
    pip(environment, "uninstall", "--yes", "trafficlab")
    assert [str(path) for path in environment.rglob("*") if "trafficlab" in path.name.lower()] == []
