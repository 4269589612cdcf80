"""A cell that fails says so: syntax errors too, which Deno's kernel keeps to itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trafficlab.kernel.deno_process import find_deno
from trafficlab.kernel.diagnosis import diagnose, npm_specifiers, read_syntax_error

from .session import Session


@pytest.mark.parametrize(
    ("code", "text", "position"),
    [
        ("const ok = 1;\nlet x y", "Expected a semicolon", "line 2, column 7"),
        ("`${", "Expression expected", "line 1"),
        ("if (x) { y()", "Expected '}', got '<eof>'", "line 1"),
        ("{ const q = 1; q+ }", "Expression expected", "line 1"),
        ("const é = ‘1’;", "Unexpected character", "line 1"),
        ("var x = 08;", "Legacy decimal escape", "line 1"),
    ],
)
def test_a_syntax_error_is_published_with_text_and_position(
    kernel: Session, code: str, text: str, position: str
) -> None:
    result = kernel.run(code)
    assert result.types == ["error"]
    assert result.error is not None
    assert result.error["ename"] == "SyntaxError"
    assert text in result.error["evalue"]
    assert position in result.error["evalue"]
    assert result.error["traceback"][0].startswith(f"SyntaxError: {text}")
    assert "file://" not in "\n".join(result.error["traceback"])
    assert {key: result.reply[key] for key in ("status", "ename", "evalue")} == {
        "status": "error",
        "ename": "SyntaxError",
        "evalue": result.error["evalue"],
    }


def test_the_diagnosis_does_not_run_the_cell(kernel: Session) -> None:
    kernel.run("globalThis.runs = 0;")
    kernel.run("globalThis.runs++; let x y")
    assert kernel.run("globalThis.runs").value == "0"


def test_an_error_of_the_cell_passes_once_and_unchanged(kernel: Session) -> None:
    result = kernel.run('throw new TypeError("mine")')
    assert result.types == ["error"]
    assert result.error is not None
    assert (result.error["ename"], result.error["evalue"]) == ("TypeError", "mine")
    assert result.reply["ename"] == "TypeError"


def test_an_error_that_looks_like_denos_own_answer_is_not_diagnosed(kernel: Session) -> None:
    result = kernel.run('throw new Error("Execution failed")')
    assert result.types == ["error"]
    assert result.error is not None and result.error["evalue"] == "Execution failed"


def test_a_module_that_does_not_exist_is_named(kernel: Session) -> None:
    error = kernel.run('import "./no-such-file.ts"').error
    assert error is not None and "no-such-file.ts" in error["evalue"]


def test_after_an_error_queued_cells_are_aborted_and_silent_requests_still_run(kernel: Session) -> None:
    first = kernel.client.execute('await new Promise((r) => setTimeout(r, 200)); throw new Error("x")')
    queued = kernel.client.execute('console.log("must not run")')
    silent = kernel.client.execute('console.log("rpc")', silent=True, store_history=False)
    assert kernel.collect(first).reply["status"] == "error"
    aborted = kernel.collect(queued)
    assert aborted.reply["status"] == "aborted"
    assert aborted.stdout == ""
    assert kernel.collect(silent).stdout == "rpc\n"


def test_a_silent_request_that_fails_does_not_stop_the_cells_behind_it(kernel: Session) -> None:
    silent = kernel.client.execute('throw new Error("rpc")', silent=True, store_history=False)
    cell = kernel.client.execute("1 + 1")
    assert kernel.collect(silent).reply["status"] == "error"
    assert kernel.collect(cell).value == "2"


def test_without_stop_on_error_queued_cells_still_run(kernel: Session) -> None:
    first = kernel.client.execute('throw new Error("x")', stop_on_error=False)
    second = kernel.client.execute("1 + 1")
    assert kernel.collect(first).reply["status"] == "error"
    assert kernel.collect(second).value == "2"


def test_a_cell_without_a_fault_is_not_run_to_find_one(tmp_path: Path) -> None:
    code = f"Deno.writeTextFileSync({json.dumps(str(tmp_path / 'it-ran'))}, '')"
    failure = diagnose(find_deno(), code, {"imports": {}})
    assert failure.name == "Error" and "gave no reason" in failure.text
    assert list(tmp_path.iterdir()) == []


def test_read_syntax_error_names_the_cell_instead_of_a_private_file() -> None:
    failure = read_syntax_error("SyntaxError: Bad\n  |\n1 | x\n    at file:///tmp/a%20b/cell.ts:3:9")
    assert failure.text == "Bad at line 3, column 9"
    assert failure.traceback == ["SyntaxError: Bad", "  |", "1 | x", "    at cell:3:9"]


def test_npm_specifiers_finds_direct_and_mapped_packages_once() -> None:
    code = (
        'import a from "npm:a@1"; import "b"; const c = await import("npm:c");'
        "export { d } from 'npm:a@1'; import { e } from './e.ts'"
    )
    assert npm_specifiers(code, {"b": "npm:b@2", "x": "npm:x"}) == ["npm:a@1", "npm:b@2", "npm:c"]
