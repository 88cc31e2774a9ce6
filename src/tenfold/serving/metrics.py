"""What Prometheus reads at /metrics; a registry of its own for each app."""

from __future__ import annotations

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = CONTENT_TYPE_LATEST
_LATENCIES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counters and histograms of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "tenfold_requests",
            "Requests answered, by route, method and status.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "tenfold_request_seconds",
            "Seconds from the first byte of a request's head to the last of its answer.",
            ["route"],
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self._batches = Histogram(
            "tenfold_batch_pictures",
            "Pictures answered together in one call of a model.",
            ["model"],
            buckets=_BATCHES,
            registry=self.registry,
        )
        self._refusals = Counter(
            "tenfold_refusals",
            "Answers that the model itself was not sure of.",
            ["model"],
            registry=self.registry,
        )
        self._turned_away = Counter(
            "tenfold_turned_away",
            "Requests answered with 503, since too much was waiting.",
            registry=self.registry,
        )
        self._reloads = Counter(
            "tenfold_model_reloads",
            "Model files that changed, by what came of it: taken or refused.",
            ["model", "outcome"],
            registry=self.registry,
        )
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._waiting = Gauge(
            "tenfold_waiting_pictures",
            "Pictures that wait for a model or for a thread that reads them.",
            ["queue"],
            registry=self.registry,
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered. route: a template such as /v2/models/{model}/infer."""
        method = method if method in _METHODS else "other"
        key = route, method, status
        if key not in self._known:  # looking labels up costs more than counting
            requests = self._requests.labels(route, method, str(status))
            self._known[key] = requests, self._seconds.labels(route)
        requests, latencies = self._known[key]
        requests.inc()
        latencies.observe(seconds)
        if status == 503:
            self._turned_away.inc()

    def batch(self, model: str, pictures: int) -> None:
        """A model was called."""
        self._batches.labels(model).observe(pictures)

    def refused(self, model: str, pictures: int = 1) -> None:
        """A model was not sure of so many pictures, and said so."""
        if pictures:
            self._refusals.labels(model).inc(pictures)

    def reloaded(self, model: str, *, taken: bool) -> None:
        """A model's file changed."""
        self._reloads.labels(model, "taken" if taken else "refused").inc()

    def watch_queue(self, queue: str, depth: Callable[[], int]) -> None:
        """Show how many pictures wait in `queue`; `depth` is asked when Prometheus asks."""
        self._waiting.labels(queue).set_function(depth)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class Measured:
    """ASGI: counts every request and how long it took."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on and look at what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500  # where the app raises, the server says so
        began = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.answered(_route(scope), scope["method"], status, seconds)


def _route(scope: Scope) -> str:
    """The template, of which there are few; a stranger chooses paths, and each would be kept."""
    return getattr(scope.get("route"), "path", "other")
