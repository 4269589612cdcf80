"""The interrupt protocol, as a state machine without clock or sockets.

1. SIGINT to Deno. The prelude's listener aborts the running jobs and acknowledges.
2. No acknowledgement: the cell is in a synchronous loop, where no listener can run. Deno's own
   interrupt ends the loop. It must not be sent to a cell that awaits: the next event of its event loop
   is then lost, and the cell hangs. So a thread that has hardly run since the signal (a busy machine)
   gets more time to acknowledge, and a running job still more: it lets the listener run before long.
3. A loop that came after an await is ended too, but the cell does not settle until its promise is
   collected. Listeners do that, woken by two signals in turn, since one event may have been lost.
4. Still busy seconds later: the cell waits for something that nobody can cancel. Say so.
"""

from __future__ import annotations

from enum import Enum

ACK_WITHIN_S = 0.2
ACK_AT_LATEST_S = 1.0
ACK_OF_JOB_S = 1.4
WARN_AFTER_S = 5.0
_FIRST_NUDGE_S = 0.04
_NUDGE_EVERY_S = 0.3
_BUSY_CPU_S = 0.05


class Step(Enum):
    """What the forwarder does next."""

    SIGNAL = "send SIGINT"
    FORWARD = "send Deno's own interrupt"
    NUDGE = "send SIGWINCH"
    WARN = "tell the user to restart"


class _Phase(Enum):
    OFF = 0
    SIGNALED = 1
    ACKNOWLEDGED = 2
    FORWARDED = 3


class Interrupts:
    """Follows one interrupt at a time; a further request starts over."""

    def __init__(self, has_signals: bool = True) -> None:
        self._has_signals = has_signals
        self._phase = _Phase.OFF
        self._target: str | None = None
        self._started = 0.0
        self._heard = 0.0
        self._nudge_at = 0.0
        self._nudges = 0
        self._cpu_when_heard: float | None = None

    @property
    def is_running(self) -> bool:
        return self._phase is not _Phase.OFF

    def request(self, now: float, target: str | None, cpu: float | None, blocked: bool = False) -> list[Step]:
        """Begin. `target` is the running execution; `blocked` is one that waits for typed input, which
        is as deaf as a synchronous loop."""
        self._target = target
        self._started = now
        self.hear(now, cpu)
        if blocked or not self._has_signals:
            return self._forward(now) if target is not None else []
        self._phase = _Phase.SIGNALED
        return [Step.SIGNAL]

    def hear(self, now: float, cpu: float | None) -> None:
        """Something was reported from the thread of the cells: the wait for the listener starts again."""
        self._heard = now
        self._cpu_when_heard = cpu

    def acknowledge(self) -> None:
        """The listener ran. After a forwarded interrupt that changes nothing."""
        if self._phase is _Phase.SIGNALED:
            self._phase = _Phase.ACKNOWLEDGED

    def tick(self, now: float, running: str | None, cpu: float | None, has_jobs: bool = False) -> list[Step]:
        """Steps that are due. `running` is the execution that Deno works on now, `cpu` what its thread
        has used."""
        if self._phase is _Phase.OFF:
            return []
        # Without a running cell only the signal itself is worth waiting for: a timer may be looping.
        is_over = running is None and self._phase is not _Phase.SIGNALED
        if is_over or running != self._target:
            self._phase = _Phase.OFF
            return []
        elapsed = now - self._started
        if elapsed >= WARN_AFTER_S:
            self._phase = _Phase.OFF
            return [Step.WARN]
        if self._phase is _Phase.SIGNALED and self._is_deaf(now - self._heard, cpu, has_jobs):
            return self._forward(now)
        if self._phase is _Phase.FORWARDED and now >= self._nudge_at:
            return self._nudge(now)
        return []

    def _is_deaf(self, waited: float, cpu: float | None, has_jobs: bool) -> bool:
        if waited < (ACK_OF_JOB_S if has_jobs else ACK_WITHIN_S):
            return False
        if cpu is None or self._cpu_when_heard is None or waited >= ACK_AT_LATEST_S:
            return True
        return cpu - self._cpu_when_heard >= _BUSY_CPU_S

    def _forward(self, now: float) -> list[Step]:
        self._phase = _Phase.FORWARDED
        self._nudge_at = now + _FIRST_NUDGE_S
        self._nudges = 0
        return [Step.FORWARD]

    def _nudge(self, now: float) -> list[Step]:
        self._nudge_at = now + _NUDGE_EVERY_S
        self._nudges += 1
        if not self._has_signals:
            return []
        return [Step.NUDGE if self._nudges % 2 == 1 else Step.SIGNAL]
