"""`POST /v1/subscribe` and `DELETE /v1/subscribe/{id}`: Zapier's REST hooks."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Request, delete, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from sidecar.action_spec import Role
from sidecar.api.activity import IDLE
from sidecar.api.bodies import read_body
from sidecar.api.choices import FiltersBody, MappingBody
from sidecar.api.guards import ACCESS, ROLE, UNLIMITED
from sidecar.api.reference import describe_body, failures
from sidecar.services.keys import TRIGGERS_SCOPE, Caller
from sidecar.services.sidecar import Sidecar
from sidecar.services.subscriptions import subscribing
from sidecar.services.subscriptions.subscribing import Wish


class SubscribeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to subscribe to, and where to send it."""

    trigger: Annotated[str, msgspec.Meta(description="Key of the trigger, such as booking_created.")]
    target_url: Annotated[str, msgspec.Meta(description="Where Zapier wants the events.")]
    zap_label: Annotated[str, msgspec.Meta(max_length=200, description="Shown to the site's owner.")] = ""
    filters: FiltersBody = {}
    field_mapping: MappingBody = MappingBody()


class Subscribed(msgspec.Struct, frozen=True):
    """The subscription; Zapier gives its id back when it unsubscribes."""

    id: str
    trigger: str
    target_url: str


@post(
    "/v1/subscribe",
    status_code=201,
    opt={ACCESS: TRIGGERS_SCOPE, ROLE: Role.MANAGER},
    sync_to_thread=True,
    operation_class=describe_body(SubscribeBody),
    responses=failures(404, 413, 422),
)
def subscribe(
    request: Request[None, Caller, State], body: RawBody, sidecar: NamedDependency[Sidecar]
) -> Subscribed:
    """Start sending the events of a trigger to a target URL, or send them otherwise from now on.

    The same trigger and target URL keep their id; filters and field mapping are replaced as a whole.
    """
    wanted = read_body(body, SubscribeBody)
    mapping = wanted.field_mapping.read()
    wish = Wish(wanted.trigger, wanted.target_url, wanted.zap_label, wanted.filters, mapping)
    caller: Caller = request.state.caller
    id_ = sidecar.database.run(lambda tx: subscribing.subscribe(sidecar, tx, caller, wish))
    return Subscribed(id_, wish.trigger, wish.target_url)


@delete(
    "/v1/subscribe/{subscription_id:str}",
    opt={ACCESS: TRIGGERS_SCOPE, UNLIMITED: True},
    sync_to_thread=True,
    responses=failures(),
)
def unsubscribe(
    request: Request[None, Caller, State],
    subscription_id: FromPath[str],
    sidecar: NamedDependency[Sidecar],
) -> None:
    """Stop sending; unknown ids are no error.

    It does not count against the rate limit: Zapier does not repeat what was refused, and events would go on.
    """
    is_ended = sidecar.database.run(lambda tx: subscribing.unsubscribe(tx, subscription_id))
    request.state[IDLE] = not is_ended
