"""Closed-loop clients: each sends its next request when it has the answer to the last one.

    python -m benchmarks.serving.load '{"port": 8000, "clients": 64, "seconds": 3, ...}'

A process of its own, so that it does not share an interpreter with what it measures. Sockets of
loopback and nothing between: an HTTP library would cost more than the answer that is measured.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import uvloop

_HOST = "127.0.0.1"


@dataclass(frozen=True)
class Job:
    """What one process of clients does.

    port, request: where to, and what as raw HTTP. clients: connections. seconds: how long, after
    `warm_up` seconds that do not count. rate: requests a second of all clients, None: as many as
    are answered.
    """

    port: int
    request: bytes
    clients: int
    seconds: float
    warm_up: float = 0.5
    rate: float | None = None

    def to_json(self) -> str:
        """As the one argument of the process."""
        return json.dumps(asdict(self) | {"request": base64.b64encode(self.request).decode()})

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Back from `to_json`."""
        values = json.loads(text)
        return cls(**values | {"request": base64.b64decode(values["request"])})


class Client(asyncio.Protocol):
    """One connection. Latencies in seconds; failed: answers that were not 200."""

    def __init__(self, request: bytes, *, pause: float, begins: float, ends: float) -> None:
        self._request = request
        self._pause = pause
        self._begins = begins
        self._ends = ends
        self._sent = 0.0
        self._buffer = b""
        self._transport: asyncio.Transport
        self.latencies: list[float] = []
        self.failed = 0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast(asyncio.Transport, transport)
        self._due = time.perf_counter()
        self._send()

    def data_received(self, data: bytes) -> None:
        """Count the answer when all of it is there, and send the next request."""
        self._buffer += data
        head, gap, body = self._buffer.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return
        now = time.perf_counter()
        self._buffer = b""
        if self._begins <= now <= self._ends:
            self.latencies.append(now - self._sent)
        self.failed += not head.startswith(b"HTTP/1.1 200")
        if now >= self._ends:
            self._transport.close()
        elif self._pause:
            self._due = max(self._due + self._pause, now)
            asyncio.get_running_loop().call_later(self._due - now, self._send)
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """The end."""
        if not self.done.done():
            self.done.set_result(None)

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line[:15].lower() == b"content-length:":
            return int(line[15:])
    return 0


async def drive(job: Job) -> dict[str, Any]:
    """Requests a second, and percentiles of the latency in milliseconds."""
    loop = asyncio.get_running_loop()
    begins = time.perf_counter() + job.warm_up
    ends = begins + job.seconds
    pause = job.clients / job.rate if job.rate else 0.0
    clients = []
    for _ in range(job.clients):
        _, client = await loop.create_connection(
            lambda: Client(job.request, pause=pause, begins=begins, ends=ends), _HOST, job.port
        )
        clients.append(client)
    await asyncio.wait([client.done for client in clients], timeout=job.seconds * 10 + 60)
    latencies = np.array([one for client in clients for one in client.latencies]) * 1000
    if not len(latencies):
        return {"requests": 0, "failed": sum(client.failed for client in clients)}
    p50, p99 = np.percentile(latencies, [50, 99]).tolist()
    return {
        "requests": len(latencies),
        "per_second": len(latencies) / job.seconds,
        "p50_ms": p50,
        "p99_ms": p99,
        "failed": sum(client.failed for client in clients),
    }


def post(path: str, body: bytes, *, headers: dict[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {_HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


if __name__ == "__main__":
    print(json.dumps(uvloop.run(drive(Job.from_json(sys.stdin.read())))))
