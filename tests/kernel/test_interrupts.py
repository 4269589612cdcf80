"""Interrupt: running jobs end, loops end, the kernel lives; where that cannot be, the user is told."""

from __future__ import annotations

import threading
import time

import pytest

from trafficlab.kernel.execution import Execution
from trafficlab.kernel.interrupts import Interrupts, Step
from trafficlab.kernel.wire import Message

from .session import HANG_S, Result, Session

JOB = (
    "const controller = new AbortController();"
    'globalThis[Symbol.for("trafficlab.jobs")].add(controller);'
    "try { await new Promise((_, reject) => controller.signal.addEventListener("
    '"abort", () => reject(new Error("cancelled")))); }'
    'finally { globalThis[Symbol.for("trafficlab.jobs")].delete(controller); }'
)


def interrupted(session: Session, code: str, timeout: float = HANG_S, after: float = 0.3) -> Result:
    msg_id = session.client.execute(code)
    timer = threading.Timer(after, session.interrupt)
    timer.start()
    try:
        return session.collect(msg_id, timeout)
    finally:
        timer.cancel()


def test_interrupt_cancels_an_awaited_job_and_the_kernel_lives(kernel: Session) -> None:
    kernel.run("globalThis.kept = 41;")
    for _ in range(3):
        result = interrupted(kernel, JOB)
        assert result.error is not None and result.error["evalue"] == "cancelled"
        assert kernel.run("kept + 1").value == "42"


@pytest.mark.parametrize(
    "code",
    [
        "while (true) {}",
        "await new Promise((r) => setTimeout(r, 10)); while (true) {}",
        "for (;;) await null;",
        "await new Promise(() => {});",
        "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
    ],
    ids=["loop", "loop after an await", "loop of microtasks", "promise that nothing holds", "sleep"],
)
def test_interrupt_ends_code_that_listens_to_nothing(kernel: Session, code: str) -> None:
    for _ in range(2):
        result = interrupted(kernel, code)
        assert result.types == ["error"]
        assert result.error is not None and result.error["ename"] == "Interrupted"
        assert result.reply["status"] == "error" and result.reply["ename"] == "Interrupted"
        assert kernel.run("40 + 2").value == "42"


def test_interrupt_ends_a_cell_that_waits_for_typed_input(kernel: Session) -> None:
    msg_id = kernel.client.execute('prompt("never answered"); while (true) {}', allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=10)
    kernel.interrupt()
    assert kernel.collect(msg_id).reply["status"] == "error"
    assert kernel.run("40 + 2").value == "42"


# A job as the library runs them, but one that lets the event loop turn only every 400 ms.
SLOW_JOB = (
    "const controller = new AbortController(); const jobs = globalThis[Symbol.for('trafficlab.jobs')];"
    "jobs.add(controller);"
    "try { for (;;) {"
    "  const end = performance.now() + 400; while (performance.now() < end);"
    "  await new Promise((resolve) => setTimeout(resolve, 0));"
    '  if (controller.signal.aborted) throw new Error("cancelled");'
    "} } finally { jobs.delete(controller); }"
)


def test_interrupt_waits_for_a_job_that_seldom_lets_the_listener_run(kernel: Session) -> None:
    for i in range(3):
        result = interrupted(kernel, SLOW_JOB, after=0.3 + i * 0.13)
        assert result.error is not None and result.error["evalue"] == "cancelled"
        assert kernel.run("40 + 2").value == "42"


def test_interrupt_ends_a_job_that_never_lets_the_listener_run(kernel: Session) -> None:
    result = interrupted(kernel, SLOW_JOB.replace("+ 400", "+ 1e9"))
    assert result.error is not None and result.error["ename"] == "Interrupted"
    kernel.run("globalThis[Symbol.for('trafficlab.jobs')].clear()")
    assert interrupted(kernel, JOB).error["evalue"] == "cancelled"


def test_listening_afresh_keeps_one_listener(kernel: Session) -> None:
    kernel.run("__trafficlab__.listenAfresh(); __trafficlab__.listenAfresh();")
    result = interrupted(kernel, JOB)
    assert result.error is not None and result.error["evalue"] == "cancelled"


def test_after_denos_own_interrupt_the_cell_ends_behind_a_fence_that_listens_afresh() -> None:
    execution = Execution(Message({"msg_id": "a"}, {}, b"{}"))
    first = execution.fence_code()
    execution.was_terminated = True
    execution.fence_is_back = True
    execution.renew_fence()
    assert not execution.fence_is_back
    assert execution.fence_code().startswith("__trafficlab__.listenAfresh(); ")
    assert not execution.fence_code().endswith(first)


def test_interrupt_of_an_idle_kernel_changes_nothing(kernel: Session) -> None:
    for _ in range(3):
        kernel.interrupt()
    time.sleep(0.5)
    assert kernel.run('console.log("a"); 40 + 2').value == "42"


def test_interrupt_of_one_cell_does_not_touch_the_next(kernel: Session) -> None:
    msg_id = kernel.client.execute(JOB, stop_on_error=False)
    following = kernel.client.execute("await new Promise((r) => setTimeout(() => r(7), 600))")
    time.sleep(0.3)
    kernel.interrupt()
    assert kernel.collect(msg_id).reply["status"] == "error"
    assert kernel.collect(following).value == "7"


def test_interrupt_of_a_plain_await_says_after_a_while_to_restart(kernel: Session) -> None:
    code = "await new Promise((resolve) => setTimeout(() => resolve(7), 7500))"
    result = interrupted(kernel, code)
    assert "Restart the kernel" in result.stderr
    assert result.value == "7"
    assert kernel.run("40 + 2").value == "42"


class TestProtocol:
    """The state machine alone, on a clock of the test's."""

    def test_an_acknowledged_interrupt_is_never_forwarded(self) -> None:
        interrupts = Interrupts()
        assert interrupts.request(0.0, "a", 0.0) == [Step.SIGNAL]
        interrupts.acknowledge()
        steps = [step for t in range(1, 49) for step in interrupts.tick(t / 10, "a", t / 10)]
        assert steps == []
        assert interrupts.tick(5.0, "a", 5.0) == [Step.WARN]
        assert interrupts.tick(9.0, "a", 9.0) == []

    def test_a_deaf_cell_gets_denos_own_interrupt_after_200_ms(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 1.0)
        assert interrupts.tick(0.19, "a", 1.19) == []
        assert interrupts.tick(0.2, "a", 1.2) == [Step.FORWARD]
        assert interrupts.tick(0.21, "a", 1.21) == []
        assert interrupts.tick(0.25, "a", 1.25) == [Step.NUDGE]
        assert interrupts.tick(0.3, "a", 1.3) == []
        assert interrupts.tick(0.6, "a", 1.3) == [Step.SIGNAL]
        assert interrupts.tick(1.0, "a", 1.3) == [Step.NUDGE]

    def test_a_deno_that_got_no_time_to_answer_gets_up_to_a_second(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 1.0)
        assert interrupts.tick(0.5, "a", 1.02) == []
        assert interrupts.tick(0.99, "a", 1.04) == []
        assert interrupts.tick(1.0, "a", 1.04) == [Step.FORWARD]

    def test_a_running_job_gets_1400_ms(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 0.0)
        assert interrupts.tick(1.3, "a", 1.3, has_jobs=True) == []
        assert interrupts.tick(1.4, "a", 1.4, has_jobs=True) == [Step.FORWARD]

    def test_a_report_from_deno_starts_the_wait_for_the_listener_again(self) -> None:
        """The job has ended: the listener may be the very next to run, and must not meet an interrupt."""
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 0.0)
        assert interrupts.tick(1.0, "a", 1.0, has_jobs=True) == []
        interrupts.hear(1.0, 1.0)
        assert interrupts.tick(1.01, "a", 1.01) == []
        assert interrupts.tick(1.19, "a", 1.19) == []
        assert interrupts.tick(1.21, "a", 1.21) == [Step.FORWARD]

    def test_without_a_count_of_cpu_time_200_ms_decide(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", None)
        assert interrupts.tick(0.2, "a", None) == [Step.FORWARD]

    @pytest.mark.parametrize("running", [None, "b"])
    def test_a_cell_that_has_ended_is_left_alone(self, running: str | None) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 0.0)
        assert interrupts.tick(0.3, running, 9.0) == []
        assert not interrupts.is_running
        assert interrupts.tick(9.0, "a", 9.0) == []

    def test_an_idle_kernel_whose_timer_loops_is_interrupted_too(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, None, 0.0)
        assert interrupts.tick(0.3, None, 0.3) == [Step.FORWARD]
        assert interrupts.tick(0.4, None, 0.4) == []
        assert not interrupts.is_running

    def test_a_cell_that_waits_for_input_gets_denos_interrupt_at_once(self) -> None:
        assert Interrupts().request(0.0, "a", 0.0, blocked=True) == [Step.FORWARD]

    def test_without_signals_denos_interrupt_is_all_there_is(self) -> None:
        interrupts = Interrupts(has_signals=False)
        assert interrupts.request(0.0, None, None) == []
        assert interrupts.request(0.0, "a", None) == [Step.FORWARD]
        assert interrupts.tick(1.0, "a", None) == []

    def test_a_second_interrupt_starts_over(self) -> None:
        interrupts = Interrupts()
        interrupts.request(0.0, "a", 0.0)
        interrupts.acknowledge()
        assert interrupts.request(1.0, "a", 0.0) == [Step.SIGNAL]
        assert interrupts.tick(1.3, "a", 1.0) == [Step.FORWARD]
