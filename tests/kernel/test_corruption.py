"""Broken frames, from either side, are dropped; the kernel goes on."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trafficlab.kernel.wire import DELIMITER, Wire, WireError

from .session import HERE, Session, started


def signed(session: Session, *parts: bytes) -> list[bytes]:
    return [DELIMITER, Wire(session.manager.session.key)._sign(list(parts)), *parts]


HEADER = json.dumps({"msg_id": "x", "msg_type": "execute_request"}).encode()
BROKEN = {
    "nothing": lambda s: [b""],
    "no delimiter": lambda s: [b"a", b"b", b"\xff\xfe"],
    "delimiter alone": lambda s: [DELIMITER],
    "too few frames": lambda s: [DELIMITER, b"", b"{}", b"{}"],
    "wrong signature": lambda s: [DELIMITER, b"0" * 64, HEADER, b"{}", b"{}", b"{}"],
    "signature that is not hex": lambda s: [DELIMITER, b"\xff\xff", HEADER, b"{}", b"{}", b"{}"],
    "header that is not JSON": lambda s: signed(s, b"{", b"{}", b"{}", b"{}"),
    "header that is a list": lambda s: signed(s, b"[]", b"{}", b"{}", b"{}"),
    "header without id": lambda s: signed(s, b"{}", b"{}", b"{}", b"{}"),
    "header with a number as id": lambda s: signed(s, b'{"msg_id":1,"msg_type":"x"}', b"{}", b"{}", b"{}"),
    "parent that is not JSON": lambda s: signed(s, HEADER, b"\xff", b"{}", b"{}"),
    "content that is not JSON": lambda s: signed(s, HEADER, b"{}", b"{}", b'{"code": '),
    "content that is a list": lambda s: signed(s, HEADER, b"{}", b"{}", b"[]"),
    "content nested without end": lambda s: signed(s, HEADER, b"{}", b"{}", b"[" * 100_000),
    "code that is a number": lambda s: signed(s, HEADER, b"{}", b"{}", b'{"code": 1, "silent": "x"}'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_frames_from_a_client_are_dropped_on_every_channel(kernel: Session, name: str) -> None:
    frames = BROKEN[name](kernel)
    channels = (kernel.client.shell_channel, kernel.client.control_channel, kernel.client.stdin_channel)
    for channel in channels:
        channel.socket.send_multipart(frames)
    assert kernel.run("40 + 2").value == "42"
    assert kernel.manager.is_alive()


def test_noise_on_the_ports_is_survived(kernel: Session) -> None:
    for port in (kernel.manager.shell_port, kernel.manager.iopub_port, kernel.manager.hb_port):
        with socket.create_connection(("127.0.0.1", port)) as noise:
            noise.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(range(256)) * 40)
    assert kernel.run("40 + 2").value == "42"
    assert kernel.client.hb_channel.is_beating()


@pytest.fixture(scope="module")
def fake(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[Callable[[list], object]]:
    """A kernel whose Deno misbehaves on request."""
    base = tmp_path_factory.mktemp("fake")
    deno = base / "deno"
    deno.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{HERE / "fake_deno.py"}" "$@"\n')
    deno.chmod(0o755)
    with started(base / "specs", library, base, str(deno)) as session:
        yield lambda steps: session.run(json.dumps(steps))


def test_broken_frames_from_deno_are_dropped(fake: Callable) -> None:
    steps = [["stream", "a"], ["garbage"], ["bad signature"], ["bad json"], ["stream", "b"]]
    for _ in range(3):
        result = fake(steps)
        assert result.stdout == "ab"
        assert result.reply["status"] == "ok"


def test_a_fence_that_is_cut_short_is_sent_again(fake: Callable) -> None:
    assert fake([["stream", "a"], ["fail fences", 3]]).stdout == "a"
    assert fake([["stream", "b"]]).stdout == "b"


def test_a_lost_fence_is_sent_again_on_a_new_stream_and_the_loss_is_told(fake: Callable) -> None:
    result = fake([["stream", "a"], ["lose fences", 2]])
    assert result.reply["status"] == "ok"
    assert "may be lost" in result.stderr
    assert fake([["stream", "b"]]).stdout == "b"


def test_a_deno_without_fences_does_not_hang_the_cell(fake: Callable) -> None:
    assert fake([["fail fences", 1_000_000]]).reply["status"] == "ok"
    fake([["fail fences", 0]])


def test_decode_undoes_encode_and_refuses_another_key() -> None:
    wire = Wire(b"key")
    message = wire.message("stream", {"text": "é\ud800"}, {"msg_id": "p"})
    message.identities = [b"a", b"b"]
    message.buffers = [b"\x00", b""]
    frames = wire.encode(message)
    assert wire.decode(frames) == message
    with pytest.raises(WireError, match="wrong signature"):
        Wire(b"other").decode(frames)


def test_without_a_key_nothing_is_signed() -> None:
    wire = Wire(b"")
    assert wire.decode(wire.encode(wire.message("status", {}))).type == "status"
