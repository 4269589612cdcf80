"""Connection files, and private ports for the Deno behind the launcher."""

from __future__ import annotations

import hashlib
import json
import random
import secrets
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
_LOOPBACK = "127.0.0.1"

# Below every system's range of ephemeral ports: a client that keeps trying to connect to a port of
# that range, with nobody listening yet, can connect to itself and so take the port from Deno.
_PRIVATE_PORTS = range(10_000, 32_000)


@dataclass(frozen=True)
class Connection:
    """What a Jupyter connection file says."""

    shell_port: int
    iopub_port: int
    stdin_port: int
    control_port: int
    hb_port: int
    ip: str = _LOOPBACK
    transport: str = "tcp"
    key: str = ""
    signature_scheme: str = "hmac-sha256"

    def url(self, channel: str) -> str:
        port = getattr(self, f"{channel}_port")
        separator = "-" if self.transport == "ipc" else ":"
        return f"{self.transport}://{self.ip}{separator}{port}"

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), "utf-8")


def read_connection(path: Path) -> Connection:
    """@raises ValueError when the file is not a connection file."""
    try:
        fields = json.loads(path.read_text("utf-8"))
        ports = {f"{channel}_port": int(fields[f"{channel}_port"]) for channel in CHANNELS}
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f'Cannot read connection file "{path}": {error!r}') from error
    scheme = fields.get("signature_scheme") or "hmac-sha256"
    if scheme.removeprefix("hmac-") not in hashlib.algorithms_available:
        raise ValueError(
            f'Cannot read connection file "{path}": signature_scheme must be "hmac-<digest>", got "{scheme}"'
        )
    return Connection(
        **ports,
        ip=fields.get("ip") or _LOOPBACK,
        transport=fields.get("transport") or "tcp",
        key=fields.get("key") or "",
        signature_scheme=scheme,
    )


def private_connection() -> Connection:
    """Free loopback ports and a key of their own, for Deno alone."""
    shell, iopub, stdin, control, hb = _free_ports(len(CHANNELS))
    return Connection(shell, iopub, stdin, control, hb, key=secrets.token_hex(32))


def _free_ports(count: int) -> list[int]:
    """Ports that are free now. All are held until the last is found, so that none comes twice."""
    held: list[socket.socket] = []
    try:
        for port in random.SystemRandom().sample(_PRIVATE_PORTS, 2_000):
            candidate = socket.socket()
            try:
                candidate.bind((_LOOPBACK, port))
            except OSError:
                candidate.close()
                continue
            held.append(candidate)
            if len(held) == count:
                return [bound.getsockname()[1] for bound in held]
        raise OSError(f"Cannot start Deno: expected {count} free loopback ports, found {len(held)}")
    finally:
        for bound in held:
            bound.close()
