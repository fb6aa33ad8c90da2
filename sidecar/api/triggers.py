"""`GET /v1/poll`, `/v1/triggers`, `/v1/triggers/{key}` and its `/sample`: what Zapier reads by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from sidecar import catalog
from sidecar.action_spec import Role
from sidecar.api.bodies import read_parameter
from sidecar.api.choices import FiltersBody, MappingBody
from sidecar.api.cursors import read_cursor, write_cursor
from sidecar.api.guards import ACCESS, ROLE
from sidecar.api.reference import failures
from sidecar.catalog.listing import describe_trigger
from sidecar.errors import FieldFault, InvalidDataError
from sidecar.services import polling
from sidecar.services.keys import TRIGGERS_SCOPE, Caller
from sidecar.services.polling import Answer, Query, Wanted
from sidecar.services.sampling import list_samples
from sidecar.services.sidecar import Sidecar

JSON = "application/json"
MAX_ID = 26
MAX_TIME = 40
MAX_CHOICE = 8_000
"""Characters of filters or of a field mapping in a URL: about what servers take as a whole."""

TriggerKey = Annotated[str, QueryParameter(description="Key of the trigger, such as booking_created.")]
Since = Annotated[
    str | None,
    QueryParameter(
        format="date-time",
        max_length=MAX_TIME,
        description="Only events that were recorded from this time on (UTC without an offset). "
        "A later time than 15 minutes ago counts as that.",
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Events in an answer, at most.")]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=100, description="From the Link header of the page before."),
]
SubscriptionId = Annotated[
    str | None,
    QueryParameter(
        max_length=MAX_ID,
        description="Id of a subscription of yours to this trigger: its filters and field mapping apply.",
    ),
]
Filters = Annotated[
    str | None,
    QueryParameter(
        max_length=MAX_CHOICE,
        description="As in a subscription's body, as JSON; those that are required may be left out.",
    ),
]
Mapping = Annotated[
    str | None,
    QueryParameter(max_length=MAX_CHOICE, description="As in a subscription's body, as JSON."),
]


@get(
    "/v1/poll",
    opt={ACCESS: TRIGGERS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=True,
    responses=failures(404, 422),
)
def poll(  # noqa: PLR0913, PLR0917 # each is a parameter of the address
    request: Request[None, Caller, State],
    sidecar: NamedDependency[Sidecar],
    trigger: TriggerKey,
    since: Since = None,
    limit: Limit = 100,
    cursor: Cursor = None,
    subscription: SubscriptionId = None,
    filters: Filters = None,
    field_mapping: Mapping = None,
) -> Response[bytes]:
    """Return the newest events of a trigger, newest first; the Link header leads to the next page.

    A page may be short or empty, where filters let few events through, and yet lead to a next one.
    """
    wanted = _read_wanted(subscription, filters, field_mapping)
    place = None if cursor is None else read_cursor(cursor)
    query = Query(trigger, limit, None if since is None else _read_since(since), place, wanted)
    caller: Caller = request.state.caller
    answer = sidecar.database.run(lambda tx: polling.poll(sidecar, tx, caller, query))
    asked = {
        "trigger": trigger,
        "limit": limit,
        "since": query.since and query.since.isoformat(),
        "subscription": subscription,
        "filters": filters,
        "field_mapping": field_mapping,
    }
    return _respond(answer, asked)


@get(
    "/v1/triggers",
    opt={ACCESS: TRIGGERS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=False,
    responses=failures(),
)
def list_triggers(sidecar: NamedDependency[Sidecar]) -> dict[str, Any]:
    """Return the catalog: every trigger with its fields, those of the site too, and a sample."""
    return catalog.export(sidecar.triggers)


@get(
    "/v1/triggers/{key:str}",
    opt={ACCESS: TRIGGERS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=False,
    responses=failures(404),
)
def get_trigger(key: FromPath[str], sidecar: NamedDependency[Sidecar]) -> dict[str, Any]:
    """Return one trigger as the catalog has it, with the fields of the site."""
    return describe_trigger(sidecar.triggers[catalog.get_trigger(key).key])


@get(
    "/v1/triggers/{key:str}/sample",
    opt={ACCESS: TRIGGERS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=True,
    responses=failures(404, 422),
)
def sample(
    request: Request[None, Caller, State],
    key: FromPath[str],
    sidecar: NamedDependency[Sidecar],
    filters: Filters = None,
    field_mapping: Mapping = None,
) -> Response[bytes]:
    """Return up to three samples of a trigger: real events, else live records, else a made-up one."""
    wanted = _read_wanted(None, filters, field_mapping)
    caller: Caller = request.state.caller
    return _respond(sidecar.database.run(lambda tx: list_samples(sidecar, tx, caller, key, wanted)), {})


def _read_wanted(subscription: str | None, filters: str | None, field_mapping: str | None) -> Wanted:
    return Wanted(
        subscription,
        read_parameter("filters", filters, FiltersBody) if filters else {},
        (
            read_parameter("field_mapping", field_mapping, MappingBody) if field_mapping else MappingBody()
        ).read(),
    )


def _read_since(text: str) -> datetime:
    """Return a time of ISO 8601, or a Unix time, in UTC; raise InvalidDataError for all else."""
    try:
        moment = msgspec.convert(text, datetime, strict=False)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        problem = "Expected a time of ISO 8601 such as 2026-11-22T11:32:40Z"
        raise InvalidDataError(fields=[FieldFault("since", problem)]) from error


def _respond(answer: Answer, asked: dict[str, Any]) -> Response[bytes]:
    """Answer, and lead to the next page by what was asked for this one."""
    headers = {}
    if answer.next_cursor is not None:
        query = {name: value for name, value in asked.items() if value is not None}
        query["cursor"] = write_cursor(answer.next_cursor)
        # relative to the address that was called, which may have WordPress's prefix (RFC 8288 section 3.1)
        headers["Link"] = f'<?{urlencode(query)}>; rel="next"'
    return Response(answer.body, media_type=JSON, headers=headers)
