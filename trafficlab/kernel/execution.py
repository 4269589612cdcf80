"""One execution: the cell's request, the fence behind it, and when its `idle` may go out.

Deno publishes outputs from another queue than `idle`, so `idle` overtakes them. The fence is a token
that Deno sends through the queue of the outputs, after the cell: when it comes back, so has everything
before it, and only then `idle` is let out.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from enum import Enum

from .wire import Message

# The message type that brings a token back; the prelude sends it.
FENCE_TYPE = "trafficlab_fence"

_FENCE_WAIT_S = 1.0
_RESETS_AT = 2
_GIVE_UP_AT = 5


class FenceStep(Enum):
    """What to do about a fence that is not back."""

    WAIT = "wait"
    RESEND = "resend"
    RECONNECT = "reconnect and resend"
    GIVE_UP = "give up"


def fence_code(token: str) -> str:
    """The call that sends a token behind everything that was output so far."""
    return f'__trafficlab__.fence("{token}")'


@dataclass
class Execution:
    """The execute_request that Deno is working on."""

    request: Message
    fence_was_sent: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(8))
    reply: Message | None = None
    fence_is_back: bool = False
    error_was_published: bool = False
    was_interrupted: bool = False
    was_terminated: bool = False
    _fences_run: int = 0
    _resend_at: float | None = None

    @property
    def id(self) -> str:
        return self.request.id

    @property
    def is_silent(self) -> bool:
        return bool(self.request.content.get("silent"))

    @property
    def stops_on_error(self) -> bool:
        return bool(self.request.content.get("stop_on_error", True)) and not self.is_silent

    @property
    def code(self) -> str:
        return str(self.request.content.get("code", ""))

    @property
    def is_done(self) -> bool:
        return self.reply is not None and self.fence_is_back

    @property
    def failed_without_reason(self) -> bool:
        """Deno's answer to a cell that it could not even begin, or that was ended from outside."""
        if self.reply is None or self.error_was_published:
            return False
        content = self.reply.content
        return content.get("status") == "error" and content.get("evalue") == "Execution failed"

    def fence_code(self) -> str:
        # Where Deno's own interrupt was used, the prelude has to listen for signals afresh.
        return ("__trafficlab__.listenAfresh(); " if self.was_terminated else "") + fence_code(self.token)

    def renew_fence(self) -> None:
        """Wait for another fence instead of the one that is on its way."""
        self.token = secrets.token_hex(8)
        self.fence_is_back = False
        self._resend_at = None

    def fence_has_run(self, ok: bool, now: float) -> None:
        """Deno has answered the fence's own request; its token should follow at once."""
        self._fences_run += 1
        self._resend_at = now + _FENCE_WAIT_S if ok else now

    def stream_moves(self, now: float) -> None:
        """Output is still coming in: the fence waits its turn behind it."""
        if self._resend_at is not None:
            self._resend_at = now + _FENCE_WAIT_S

    def fence_step(self, now: float) -> FenceStep:
        """A fence can be cut short by an interrupt, or be lost with a corrupt stream. Never hang on it."""
        if self.fence_is_back or self._resend_at is None or now < self._resend_at:
            return FenceStep.WAIT
        self._resend_at = None
        if self._fences_run >= _GIVE_UP_AT:
            self.fence_is_back = True
            return FenceStep.GIVE_UP
        return FenceStep.RECONNECT if self._fences_run == _RESETS_AT else FenceStep.RESEND

    def deadline(self) -> float | None:
        return None if self.fence_is_back else self._resend_at
