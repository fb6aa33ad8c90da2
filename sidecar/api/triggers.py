"""`GET /v1/poll`, `/v1/triggers` and `/v1/triggers/{key}/sample`: what Zapier reads by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from sidecar import catalog
from sidecar.api.guards import ACCESS
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.services import polling
from sidecar.services.keys import TRIGGERS_SCOPE
from sidecar.services.polling import Answer, Query
from sidecar.services.sidecar import Sidecar

JSON = "application/json"
MAX_ID = 2**63 - 1


@get("/v1/poll", opt={ACCESS: TRIGGERS_SCOPE}, sync_to_thread=True)
def poll(
    sidecar: NamedDependency[Sidecar],
    trigger: FromQuery[str],
    since: FromQuery[datetime | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 100,
    cursor: Annotated[int | None, QueryParameter(ge=1, le=MAX_ID)] = None,
) -> Response[bytes]:
    """Return the newest events of a trigger, newest first; the Link header leads to the next page.

    A time without an offset is taken as UTC.
    """
    query = Query(trigger, limit, since and _to_utc(since), cursor)
    answer = sidecar.database.run(lambda tx: polling.poll(tx, sidecar.settings, query))
    return _respond(answer, query)


@get("/v1/triggers", opt={ACCESS: TRIGGERS_SCOPE}, sync_to_thread=False)
def list_triggers() -> dict[str, Any]:
    """Return the catalog: every trigger with its fields and a sample."""
    return catalog.export()


@get("/v1/triggers/{key:str}/sample", opt={ACCESS: TRIGGERS_SCOPE}, sync_to_thread=True)
def sample(key: FromPath[str], sidecar: NamedDependency[Sidecar]) -> Response[bytes]:
    """Return up to three real events of a trigger, or a made-up one where there is none yet."""
    return _respond(sidecar.database.run(lambda tx: polling.list_samples(tx, sidecar.settings, key)))


def _to_utc(moment: datetime) -> datetime:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise InvalidDataError(fields=[FieldFault("since", "Expected a time within the calendar")]) from error


def _respond(answer: Answer, query: Query | None = None) -> Response[bytes]:
    headers = {}
    if answer.next_cursor is not None and query is not None:
        next_page = {"trigger": query.trigger, "limit": query.limit, "cursor": answer.next_cursor}
        if query.since is not None:
            next_page["since"] = query.since.isoformat()
        # relative to the address that was called, which may have WordPress's prefix (RFC 8288 section 3.1)
        headers["Link"] = f'<?{urlencode(next_page)}>; rel="next"'
    return Response(answer.body, media_type=JSON, headers=headers)
