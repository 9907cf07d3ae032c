"""Figures for Prometheus. Several web workers share them through the files below PROMETHEUS_MULTIPROC_DIR."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from congso.audit.queries import seal_state
from congso.kernel.housework import noted

Handler = Callable[[HttpRequest], HttpResponse]

REQUESTS = Counter("congso_http_requests_total", "Answered requests", ["route", "method", "status"])
SECONDS = Histogram(
    "congso_http_request_seconds",
    "Server time of a request",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
POOL = Gauge("congso_db_pool", "Database connections of the web workers", ["state"], multiprocess_mode="livesum")
POOL_EVERY = 5.0

_pool_seen = 0.0


class MetricsMiddleware:
    """Counts and times every request by the name of its route, never by its address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "none"
        method = request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
        REQUESTS.labels(route, method, str(response.status_code)).inc()
        SECONDS.labels(route).observe(time.perf_counter() - begun)
        _see_pool()
        return response


def exposition() -> bytes:
    """Return all figures in Prometheus' text format: those of every web worker, and the queue's."""
    registry = CollectorRegistry()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        _forget_the_dead(Path(folder))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for metric in (REQUESTS, SECONDS, POOL):
            registry.register(metric)
    registry.register(QueueCollector())
    return generate_latest(registry)


class QueueCollector(Collector):
    """What the database knows about background work, asked when Prometheus asks."""

    def collect(self) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("congso_jobs", "Background jobs by state, finished ones left out", labels=["state"])
        silent = GaugeMetricFamily("congso_worker_silent_seconds", "Seconds since a worker's last heartbeat")
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "select status::text, count(*) from procrastinate_jobs where status <> 'succeeded' group by 1"
                )
                counted = dict(cursor.fetchall())
                cursor.execute("select extract(epoch from now() - max(last_heartbeat)) from procrastinate_workers")
                (since,) = cursor.fetchone()
        except DatabaseError:
            yield GaugeMetricFamily("congso_database_up", "1 when the database answers", value=0)
            return
        yield GaugeMetricFamily("congso_database_up", "1 when the database answers", value=1)
        for state in ("todo", "doing", "failed", "aborted"):
            jobs.add_metric([state], counted.get(state, 0))
        yield jobs
        yield from _of_the_trail()
        if since is not None:
            silent.add_metric([], float(since))
            yield silent
        ran = GaugeMetricFamily("congso_housework_ran_seconds", "When a chore was last done", labels=["chore"])
        removed = CounterMetricFamily("congso_housework_removed", "What a chore has removed", labels=["chore"])
        for chore in noted():
            ran.add_metric([chore.name], chore.ran_at.timestamp())
            removed.add_metric([chore.name], chore.removed_in_all)
        yield ran
        yield removed


def _of_the_trail() -> Iterator[GaugeMetricFamily]:
    """How the sealing of the trail stands: an alarm belongs on both."""
    state = seal_state()
    yield GaugeMetricFamily(
        "congso_audit_unsealed_entries", "Entries of the trail not sealed yet", value=state.unsealed
    )
    if state.last_sealed_at is not None:
        yield GaugeMetricFamily(
            "congso_audit_last_seal_timestamp_seconds",
            "When the trail was last sealed",
            state.last_sealed_at.timestamp(),
        )


def _see_pool() -> None:
    global _pool_seen
    now = time.monotonic()
    if now - _pool_seen < POOL_EVERY:
        return
    _pool_seen = now
    pool = getattr(connection, "pool", None)
    if pool is not None:
        stats = pool.get_stats()
        size, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
        POOL.labels("open").set(size)
        POOL.labels("used").set(size - free)
        POOL.labels("waiting").set(stats.get("requests_waiting", 0))


def _forget_the_dead(folder: Path) -> None:
    """Drop the present-state files of workers that are gone; their counters stay."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        with contextlib.suppress(ValueError, OSError):
            if not Path("/proc", pid).exists():
                mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]
