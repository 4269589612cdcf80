"""The interrupt protocol, as a state machine without clock or sockets.

1. SIGINT to Deno. The prelude's listener aborts the running jobs and acknowledges.
2. No acknowledgement: the cell is in a synchronous loop, where no listener can run. Deno's own
   interrupt ends the loop. It must not be sent to a cell that awaits, because Deno then hangs for good,
   so a Deno that has hardly run since the signal (a busy machine) gets more time to acknowledge.
3. A loop that came after an await is ended too, but the cell does not settle until its promise is
   collected: the listener, woken by another SIGINT, does that.
4. Still busy seconds later: the cell waits for something that nobody can cancel. Say so.
"""

from __future__ import annotations

from enum import Enum

ACK_WITHIN_S = 0.2
ACK_AT_LATEST_S = 1.0
WARN_AFTER_S = 5.0
_NUDGE_EVERY_S = 0.3
_BUSY_CPU_S = 0.05


class Step(Enum):
    """What the forwarder does next."""

    SIGNAL = "send SIGINT"
    FORWARD = "send Deno's own interrupt"
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
        self._nudge_at = 0.0
        self._cpu_at_start: float | None = None

    @property
    def is_running(self) -> bool:
        return self._phase is not _Phase.OFF

    def request(
        self, now: float, target: str | None, cpu: float | None, blocked: bool = False
    ) -> list[Step]:
        """Begin. `target` is the running execution; `blocked` is one that waits for typed input, which
        is as deaf as a synchronous loop."""
        self._target = target
        self._started = now
        self._cpu_at_start = cpu
        if blocked or not self._has_signals:
            return self._forward(now) if target is not None else []
        self._phase = _Phase.SIGNALED
        return [Step.SIGNAL]

    def acknowledge(self) -> None:
        """The listener ran. After a forwarded interrupt that changes nothing."""
        if self._phase is _Phase.SIGNALED:
            self._phase = _Phase.ACKNOWLEDGED

    def tick(self, now: float, running: str | None, cpu: float | None) -> list[Step]:
        """Steps that are due. `running` is the execution that Deno works on now."""
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
        if self._phase is _Phase.SIGNALED and self._is_deaf(elapsed, cpu):
            return self._forward(now)
        if self._phase is _Phase.FORWARDED and now >= self._nudge_at:
            self._nudge_at = now + _NUDGE_EVERY_S
            return [Step.SIGNAL] if self._has_signals else []
        return []

    def _is_deaf(self, elapsed: float, cpu: float | None) -> bool:
        if elapsed < ACK_WITHIN_S:
            return False
        if cpu is None or self._cpu_at_start is None or elapsed >= ACK_AT_LATEST_S:
            return True
        return cpu - self._cpu_at_start >= _BUSY_CPU_S

    def _forward(self, now: float) -> list[Step]:
        self._phase = _Phase.FORWARDED
        self._nudge_at = now + _NUDGE_EVERY_S
        return [Step.FORWARD]
