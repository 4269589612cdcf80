"""No output is lost, none comes under the wrong cell, and `idle` comes last."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from .session import Session, make_manager

MIXED_CELLS = [
    ("{i} + 1", ["execute_result"]),
    ('console.log("line {i}"); {i}', ["stream", "execute_result"]),
    (
        'await Deno.jupyter.display({{"text/plain": "a"}}, {{raw: true}});'
        'await Deno.jupyter.display({{"text/plain": "b{i}"}}, {{raw: true}});',
        ["display_data", "display_data"],
    ),
    ('console.error("e{i}"); await Deno.jupyter.html`<b>{i}</b>`', ["stream", "execute_result"]),
    ('await new Promise((r) => setTimeout(r, 1)); console.log("{i}"); "{i}"', ["stream", "execute_result"]),
    ("const x{i} = {i};", []),
]


def mixed_cells(count: int) -> list[tuple[str, list[str]]]:
    """Cells of every kind in turn, each with the kinds of output that it must show."""
    cells = [MIXED_CELLS[i % len(MIXED_CELLS)] for i in range(count)]
    return [(code.format(i=i), kinds) for i, (code, kinds) in enumerate(cells)]


def test_nbclient_keeps_every_output_of_60_mixed_cells(tmp_path: Path, library: Path) -> None:
    cells = mixed_cells(60)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code, _ in cells])
    manager = make_manager(tmp_path / "specs", library)
    try:
        NotebookClient(notebook, km=manager, resources={"metadata": {"path": str(tmp_path)}}).execute()
    finally:
        manager.shutdown_kernel()
    shown = [[output.output_type for output in cell.outputs] for cell in notebook.cells]
    assert shown == [kinds for _, kinds in cells]


def test_a_cell_that_prints_fast_keeps_every_line_in_order(kernel: Session) -> None:
    result = kernel.run("for (let i = 0; i < 3000; i++) console.log(i);")
    assert result.stdout.split() == [str(i) for i in range(3000)]


def test_messages_come_in_the_order_of_the_protocol(kernel: Session) -> None:
    result = kernel.run('console.log("a"); 1')
    kinds = [m["content"].get("execution_state", m["msg_type"]) for m in result.messages]
    assert kinds == ["busy", "execute_input", "stream", "execute_result", "idle"]
    assert result.reply["status"] == "ok"
    assert kernel.rest_of_iopub() == []


def test_the_launcher_leaves_no_trace_in_counter_or_messages(kernel: Session) -> None:
    first = kernel.run("1").reply["execution_count"]
    kernel.rest_of_iopub()
    result = kernel.run("2")
    assert result.reply["execution_count"] == first + 1
    assert kernel.rest_of_iopub() == []


def test_a_silent_request_answers_before_idle_under_its_own_header(kernel: Session) -> None:
    code = (
        'Deno.jupyter.broadcast("display_data", '
        '{data: {"application/vnd.trafficlab.rpc+json": {id: 1}}, metadata: {}, transient: {}})'
    )
    before = kernel.run("0").reply["execution_count"]
    for _ in range(20):
        result = kernel.run(code, silent=True, store_history=False, allow_stdin=False)
        assert result.types == ["display_data"]
        assert [m["msg_type"] for m in result.messages].count("execute_input") == 0
    assert kernel.run("0").reply["execution_count"] == before + 1


def test_output_of_a_timer_comes_under_the_cell_that_ran_last(kernel: Session) -> None:
    msg_id = kernel.client.execute('setTimeout(() => console.log("late"), 100);')
    kernel.collect(msg_id)
    late = kernel.rest_of_iopub(wait=1.0)
    assert [m["msg_type"] for m in late] == ["stream"]
    assert late[0]["parent_header"]["msg_id"] == msg_id


def test_requests_sent_at_once_keep_their_outputs_apart(kernel: Session) -> None:
    cells = [
        (f"console.log('of {i}'); {code}", ["stream", *kinds])
        for i, (code, kinds) in enumerate(mixed_cells(60))
    ]
    ids = [kernel.client.execute(code) for code, _ in cells]
    for i, (msg_id, (_, kinds)) in enumerate(zip(ids, cells, strict=True)):
        result = kernel.collect(msg_id)
        assert result.types == kinds
        assert result.stdout.startswith(f"of {i}\n")


def test_a_message_of_4_mb_arrives_whole(kernel: Session) -> None:
    code = 'await Deno.jupyter.display({"text/plain": "x".repeat(4e6)}, {raw: true});'
    assert len(kernel.run(code).contents("display_data")[0]["data"]["text/plain"]) == 4_000_000


def test_buffers_pass_unchanged(kernel: Session) -> None:
    result = kernel.run(
        'Deno.jupyter.broadcast("display_data", {data: {}, metadata: {}, transient: {}}, '
        "{buffers: [new Uint8Array([0, 1, 255])]})"
    )
    message = next(m for m in result.messages if m["msg_type"] == "display_data")
    assert [bytes(buffer) for buffer in message["buffers"]] == [b"\x00\x01\xff"]


def test_a_prompt_gets_the_answer_that_the_user_types(kernel: Session) -> None:
    msg_id = kernel.client.execute('prompt("who?")', allow_stdin=True)
    assert kernel.client.get_stdin_msg(timeout=10)["content"]["prompt"].startswith("who?")
    kernel.client.input("me")
    assert kernel.collect(msg_id).value == "me"


def test_an_answer_that_nobody_asked_for_does_not_answer_the_next_prompt(kernel: Session) -> None:
    kernel.client.input("too late")
    time.sleep(0.1)
    msg_id = kernel.client.execute('prompt("who?")', allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=10)
    kernel.client.input("in time")
    assert kernel.collect(msg_id).value == "in time"


def test_other_requests_are_answered_by_deno(kernel: Session) -> None:
    kernel.run("const knownName = 1;")
    kernel.client.complete("knownNam")
    assert kernel.client.get_shell_msg(timeout=10)["content"]["matches"] == ["knownName"]
    kernel.client.kernel_info()
    info = kernel.client.get_shell_msg(timeout=10)["content"]
    assert info["language_info"]["name"] == "typescript"
    kernel.client.is_complete("if (true) {")
    assert kernel.client.get_shell_msg(timeout=10)["content"]["status"] == "incomplete"
