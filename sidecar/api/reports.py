"""`POST /trigger/{name}`: any program raises any trigger."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from sidecar.action_spec import Role
from sidecar.api.bodies import read_body
from sidecar.api.guards import ACCESS, ROLE
from sidecar.api.reference import describe_body, failures
from sidecar.catalog import TRIGGERS
from sidecar.services.keys import EVENTS_SCOPE
from sidecar.services.reports.details import AMOUNT_MINOR, BOOKING_ID, OBJECT_IDS
from sidecar.services.reports.raising import raise_trigger
from sidecar.services.sidecar import Sidecar

Scalar = str | int | float | bool | None


class Accepted(msgspec.Struct, frozen=True):
    """The events that the report made; none when it was told before."""

    status: str
    event_ids: list[str]


def _describe_report() -> type[Any]:
    """Return the shape of a report: every field that some trigger takes, with what it means."""
    help_by_key = {
        BOOKING_ID: "The booking that it is about, where there is one.",
        **{
            key: f"Of {subject} triggers: the {subject} that it is about."
            for subject, key in OBJECT_IDS.items()
        },
        AMOUNT_MINOR: "Another way to say amount: in the currency's smallest unit.",
    }
    for trigger in TRIGGERS.values():
        for field in trigger.reported:
            help_by_key.setdefault(field.key, field.help)
    described = [
        (key, Annotated[Scalar, msgspec.Meta(description=text)], None) for key, text in help_by_key.items()
    ]
    doc = "What happened. Each trigger takes some of these fields; docs/triggers.md lists them."
    return msgspec.defstruct("ReportBody", described, namespace={"__doc__": doc}, module=__name__)


REPORT_BODY = _describe_report()


@post(
    "/trigger/{name:str}",
    status_code=202,
    opt={ACCESS: EVENTS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=True,
    operation_class=describe_body(REPORT_BODY),
    responses=failures(404, 413, 422),
)
def report_event(
    name: FromPath[str], body: RawBody, sidecar: NamedDependency[Sidecar], state: State
) -> Accepted:
    """Say that something happened; whoever has a Zap on this trigger hears of it.

    The name is the trigger's key, with - or _. A report that was made before is accepted and makes no event.
    """
    said = read_body(body, dict[str, Any])
    event_ids = sidecar.database.run(lambda tx: raise_trigger(sidecar, tx, name, said))
    if event_ids:
        state.ring()
    return Accepted("accepted", event_ids)
