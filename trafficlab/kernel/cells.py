"""The shell requests: one execution at a time goes to Deno, and ends only when its outputs are out.

Every execution has a fence behind it (see `execution`), so that no output is lost after `idle` and none
comes under the next cell. What Deno kept to itself is found out and published before the end.
"""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from .diagnosis import INTERRUPTED, Failure
from .execution import FENCE_TYPE, Execution, FenceStep
from .sockets import Back, Front
from .wire import Message

log = logging.getLogger(__name__)

_KEPT_FENCES = 1_000
_LOST_OUTPUT = "Some output of this cell may be lost: the stream from Deno was broken.\n"


class Cells:
    """The queue of shell requests and the execution that Deno works on."""

    def __init__(
        self, front: Front, back: Back, diagnose: Callable[[str], Failure], notices: list[str]
    ) -> None:
        self._front = front
        self._back = back
        self._diagnose = diagnose
        self._notices = notices
        self._queue: deque[Message] = deque()
        self._current: Execution | None = None
        # The cell behind each fence, by the id of the fence's own request.
        self._fences: OrderedDict[str, Message] = OrderedDict()
        self._diagnosis: Future[Failure] | None = None
        self._diagnostics = ThreadPoolExecutor(max_workers=1)

    @property
    def running(self) -> Message | None:
        """The request that Deno works on."""
        return None if self._current is None else self._current.request

    @property
    def is_diagnosing(self) -> bool:
        return self._diagnosis is not None

    def deadline(self) -> float | None:
        """When `tick` has to be called at the latest."""
        return None if self._current is None else self._current.deadline()

    def close(self) -> None:
        self._diagnostics.shutdown(wait=False, cancel_futures=True)

    def was_interrupted(self, terminated: bool) -> None:
        """Note that a failure without reason of the running cell is to be called an interrupt.

        `terminated` says that Deno's own interrupt was used.
        """
        if self._current is not None:
            self._current.was_interrupted = True
            self._current.was_terminated |= terminated

    # To Deno

    def add(self, request: Message) -> None:
        """Send a request now, or after the execution that runs. @raises WireError for broken content."""
        if request.type == "execute_request":
            _ = request.content
        self._queue.append(request)
        self._send_queued()

    def _send_queued(self) -> None:
        while self._queue and self._current is None:
            request = self._queue.popleft()
            if request.type == "execute_request":
                self._current = Execution(request)
                self._publish_notices(self._current)
            # Deno answers comm messages with no reply at all.
            if not request.type.startswith("comm_"):
                self._front.remember(request)
            request.identities = []
            self._back.send("shell", request)

    def _publish_notices(self, execution: Execution) -> None:
        """Tell at the first cell what was wrong with the user's configuration."""
        if self._notices and not execution.is_silent:
            text = "".join(f"{notice}\n" for notice in self._notices)
            self._front.publish_stderr(text, execution.request)
            self._notices = []

    def _send_fence(self, execution: Execution) -> None:
        execution.fence_was_sent = True
        fence = self._back.execute_silently(execution.fence_code())
        self._fences[fence.id] = execution.request
        while len(self._fences) > _KEPT_FENCES:
            self._fences.popitem(last=False)

    # From Deno

    def on_reply(self, reply: Message) -> None:
        """A reply to a client's request."""
        current = self._current
        if current is None or reply.parent_id != current.id:
            self._front.answer("shell", reply)
            return
        current.reply = reply
        if current.was_terminated:
            current.renew_fence()
        if current.was_terminated or not current.fence_was_sent:
            self._send_fence(current)
        # An error is held back: only the fence shows whether Deno has published it.
        if reply.content.get("status") == "ok":
            self._front.answer("shell", reply)

    def on_own_reply(self, reply: Message, now: float) -> None:
        """A reply to a fence."""
        current = self._current
        if current is not None and self._fences.get(reply.parent_id) is current.request:
            current.fence_has_run(reply.content.get("status") == "ok", now)

    def on_output(self, message: Message, now: float) -> None:
        """A message on iopub."""
        current = self._current
        if current is not None:
            current.stream_moves(now)
        if message.type == FENCE_TYPE:
            if current is not None and message.content.get("token") == current.token:
                current.fence_is_back = True
            return
        if self._back.is_own(message):
            # What a cell says late, or from a timer, comes under the fence's header.
            cell = self._fences.get(message.parent_id)
            if cell is None or message.type in ("status", "execute_input"):
                return
            message.parent = cell.header
        if current is not None and message.parent_id == current.id:
            # Deno has begun: the fence, on a connection of its own, can no longer overtake the cell.
            if not current.fence_was_sent:
                self._send_fence(current)
            if not _is_wanted(message, current):
                return
            current.error_was_published |= message.type == "error"
        self._front.forward(message)

    # The end of an execution

    def tick(self, now: float) -> None:
        """Follow the running execution, and end it when all of it is there."""
        if self._diagnosis is not None and self._diagnosis.done():
            self._fail_current(self._diagnosis.result())
            self._diagnosis = None
        if self._current is not None:
            self._follow_fence(self._current, now)
            if self._current.is_done and self._diagnosis is None:
                self._finish(self._current)

    def _follow_fence(self, execution: Execution, now: float) -> None:
        step = execution.fence_step(now)
        if step is FenceStep.RECONNECT:
            self._back.reconnect_iopub()
            self._front.publish_stderr(_LOST_OUTPUT, execution.request)
        if step in (FenceStep.RECONNECT, FenceStep.RESEND):
            self._send_fence(execution)
        elif step is FenceStep.GIVE_UP:
            log.warning("Deno does not send the fence back; the cell ends without it")

    def _finish(self, execution: Execution) -> None:
        if execution.failed_without_reason:
            if not execution.was_interrupted:
                self._diagnosis = self._diagnostics.submit(self._diagnose, execution.code)
                return
            self._fail_current(INTERRUPTED)
        failed = execution.reply is not None and execution.reply.content.get("status") != "ok"
        if failed and execution.reply is not None:
            self._front.answer("shell", execution.reply)
        self._front.publish_status("idle", execution.request)
        self._current = None
        if failed and execution.stops_on_error:
            self._abort_queued()
        self._send_queued()

    def _fail_current(self, failure: Failure) -> None:
        """Publish the error that Deno kept to itself, and put it into the reply."""
        current = self._current
        if current is None or current.reply is None:
            return
        error = {"ename": failure.name, "evalue": failure.text, "traceback": failure.traceback}
        self._front.publish("error", error, current.request)
        current.error_was_published = True
        content = {**current.reply.content, **error}
        current.reply = self._front.wire.message("execute_reply", content, current.request.header)

    def _abort_queued(self) -> None:
        """After an error the cells that were queued behind it do not run, as in other kernels.

        Silent requests are widgets asking for data, not cells: they still run.
        """
        kept: deque[Message] = deque()
        for request in self._queue:
            if request.type != "execute_request" or request.content.get("silent"):
                kept.append(request)
                continue
            self._front.publish_status("busy", request)
            self._front.reply("shell", request, "execute_reply", {"status": "aborted"})
            self._front.publish_status("idle", request)
        self._queue = kept


def _is_wanted(message: Message, current: Execution) -> bool:
    """Deno's own `idle` comes too early, and a silent request shows no input."""
    if message.type == "status":
        return message.content.get("execution_state") != "idle"
    return not (message.type == "execute_input" and current.is_silent)
