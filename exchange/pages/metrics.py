"""`/metrics`: figures for a monitoring system, in the text format of Prometheus, for who has the token of the settings."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping

from flask import current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from exchange.core import access
from exchange.core.access import Need
from exchange.core.db import db
from exchange.core.errors import NotFound
from exchange.outbox import queries, worker
from exchange.pages.health import blueprint
from exchange.retrieval.port import Unavailable
from exchange.search import service as search
from exchange.search.metrics import REGISTRY

__all__ = ["blueprint"]


class State(Collector):
    """Figures read when they are asked for: the database, what the outbox owes, the index."""

    def collect(self) -> Iterator[Metric]:
        """Each figure; those of a database or an index that is away are left out."""
        yield from _restarts()
        try:
            owed = {row.topic: row for row in queries.backlog()}
            lag = search.lag()
        except SQLAlchemyError:
            db.session.rollback()
            yield GaugeMetricFamily("exchange_database_up", "1 while the database answers.", 0)
        else:
            yield GaugeMetricFamily("exchange_database_up", "1 while the database answers.", 1)
            yield from _outbox(owed)
            yield GaugeMetricFamily("exchange_index_lag_rows", "Changes that are not in the index yet.", lag.rows)
            yield GaugeMetricFamily("exchange_index_lag_seconds", "Age of the oldest of them.", lag.seconds)
        yield GaugeMetricFamily("exchange_index_up", "1 while searches are answered from the index.", int(search.is_ready()))
        try:
            yield from _index()
        except Unavailable:
            return


def _restarts() -> Iterator[Metric]:
    """How often processes had to be started again, where a supervisor counts it."""
    counts: Callable[[], Mapping[str, int]] | None = current_app.extensions.get("restarts")
    if counts is None:
        return
    family = CounterMetricFamily("exchange_restarts", "How often a process died and was started again.", labels=["process"])
    for name, count in counts().items():
        family.add_metric([name], count)
    yield family


def _outbox(owed: dict[str, queries.Backlog]) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("exchange_outbox_waiting", "Work owed after a change, by topic.", labels=["topic"])
    failing = GaugeMetricFamily("exchange_outbox_failing", "Work owed that was tried in vain, by topic.", labels=["topic"])
    oldest = GaugeMetricFamily("exchange_outbox_oldest_seconds", "Age of the oldest work owed, by topic.", labels=["topic"])
    failed = GaugeMetricFamily("exchange_outbox_failed", "Work that failed for good, by topic.", labels=["topic"])
    for topic in sorted({queue.topic for queue in worker.queues(current_app)} | owed.keys()):
        row = owed.get(topic)
        waiting.add_metric([topic], row.waiting if row else 0)
        failing.add_metric([topic], row.failing if row else 0)
        oldest.add_metric([topic], row.oldest_seconds if row else 0)
        failed.add_metric([topic], row.failed if row else 0)
    yield from (waiting, failing, oldest, failed)


def _index() -> Iterator[Metric]:
    for one in search.figures():
        family = (CounterMetricFamily if one.counts_up else GaugeMetricFamily)(
            f"exchange_index_{one.name}", one.meaning, labels=[one.label] if one.label else []
        )
        for value, number in one.values.items():
            family.add_metric([value] if one.label else [], number)
        yield family


REGISTRY.register(State())
ProcessCollector(registry=REGISTRY)


@blueprint.get("/metrics")
@access.needs(Need.NOTHING)
def metrics() -> Response:
    """The figures. NotFound without the token, and where none is set."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.authorization
    sent = given.token if given is not None and given.type == "bearer" else None
    if not token or not hmac.compare_digest((sent or "").encode(), token.encode()):
        raise NotFound
    answer = Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer
