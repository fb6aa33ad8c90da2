"""`/v1/actions` and `POST /action/{name}`: Zapier, or any program, has something done."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIType, Parameter, Schema
from litestar.params import FromPath, RawBody

from sidecar import catalog
from sidecar.api.bodies import read_body
from sidecar.api.guards import ACCESS
from sidecar.api.reference import describe_body, failures
from sidecar.catalog import ACTIONS
from sidecar.catalog.action_listing import describe_action
from sidecar.inputs.external_id import list_inputs
from sidecar.services.actions import performing, rights
from sidecar.services.actions.idempotency import KEY_HEADER
from sidecar.services.actions.performing import Call, Reply
from sidecar.services.keys import ACTIONS_SCOPE
from sidecar.services.sidecar import Sidecar

REPLAYED_HEADER = "Idempotency-Replayed"
FAILURES = failures(404, 409, 413, 422)
KEY_PARAMETER = Parameter(
    name=KEY_HEADER,
    param_in="header",
    description="Your name for this call: the same call is done once, and gets the same answer again.",
    schema=Schema(type=OpenAPIType.STRING, max_length=255),
)


class ActionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be done, and with what; `GET /v1/actions` lists the inputs of each action."""

    action: str
    inputs: dict[str, Any] = {}


class FollowUpBody(msgspec.Struct, frozen=True):
    """The mails, hooks and caches of WordPress: what is done, what is tried again, what cannot be done."""

    status: str
    done: list[str]
    queued: list[str]
    failed: list[str]


class AnswerBody(msgspec.Struct, frozen=True):
    """What was done. `result` has the action's fields; the same call gets the same answer again."""

    status: str
    action: str
    result: dict[str, Any]
    follow_up: FollowUpBody


def _describe_inputs() -> type[Any]:
    """Return the shape of all inputs: every one that some action takes, with what it means."""
    help_by_key: dict[str, str] = {}
    for action in ACTIONS.values():
        for item in list_inputs(action):
            help_by_key.setdefault(item.key, item.help)
    described = [
        (key, Annotated[Any, msgspec.Meta(description=text)], None) for key, text in help_by_key.items()
    ]
    doc = "The inputs. Each action takes some of these; GET /v1/actions lists them."
    return msgspec.defstruct("InputsBody", described, namespace={"__doc__": doc}, module=__name__)


INPUTS_BODY = _describe_inputs()


@get("/v1/actions", opt={ACCESS: ACTIONS_SCOPE}, sync_to_thread=True, responses=failures())
def list_actions(sidecar: NamedDependency[Sidecar]) -> list[dict[str, Any]]:
    """List the actions that are switched on at this site, each with its inputs, its fields and a sample."""
    return [
        describe_action(action)
        for action in ACTIONS.values()
        if rights.is_enabled(sidecar.settings, action.key)
    ]


@get("/v1/actions/{key:str}", opt={ACCESS: ACTIONS_SCOPE}, sync_to_thread=False, responses=failures(404))
def get_action(key: FromPath[str], sidecar: NamedDependency[Sidecar]) -> dict[str, Any]:
    """Return one action as the list has it; one that is switched off at this site is refused."""
    action = catalog.get_action(key)
    rights.check_enabled(sidecar.settings, action)
    return describe_action(action)


@post(
    "/v1/actions",
    status_code=200,
    opt={ACCESS: ACTIONS_SCOPE},
    operation_class=describe_body(ActionBody, KEY_PARAMETER),
    responses=FAILURES,
)
async def perform_action(
    body: RawBody, request: Request[Any, Any, Any], sidecar: NamedDependency[Sidecar], state: State
) -> Response[AnswerBody]:
    """Do something: make, change or cancel bookings, customers, services and times.

    With the header Idempotency-Key, or the input external_id, the same call is done once, however often it
    comes, and gets the same answer.
    """
    said = read_body(body, ActionBody)
    return await _perform(request, sidecar, state, said.action, said.inputs)


@post(
    "/action/{name:str}",
    status_code=200,
    opt={ACCESS: ACTIONS_SCOPE},
    operation_class=describe_body(INPUTS_BODY, KEY_PARAMETER),
    responses=FAILURES,
)
async def perform_named(
    name: FromPath[str],
    body: RawBody,
    request: Request[Any, Any, Any],
    sidecar: NamedDependency[Sidecar],
    state: State,
) -> Response[AnswerBody]:
    """Do the action of this name; the body holds its inputs. The name is the action's key, with - or _."""
    return await _perform(request, sidecar, state, name, read_body(body, dict[str, Any]))


async def _perform(
    request: Request[Any, Any, Any], sidecar: Sidecar, state: State, name: str, inputs: dict[str, Any]
) -> Response[Any]:
    action = performing.find_action(name)
    request.state.activity = f"action_{action.key}"
    call = Call(
        caller=request.state.caller,
        action=action.key,
        inputs=inputs,
        idempotency_key=request.headers.get(KEY_HEADER, "").strip(),
    )
    reply = await state.action_threads.run(partial(performing.perform, sidecar, call))
    return _answer(reply, sidecar, state)


def _answer(reply: Reply, sidecar: Sidecar, state: State) -> Response[Any]:
    """Return the answer as it was kept; what the action wrote is told after it is out."""
    return Response(
        reply.answer.body,
        status_code=reply.answer.status_code,
        media_type="application/json",
        headers={REPLAYED_HEADER: "true"} if reply.is_replayed else {},
        background=None if reply.is_replayed else BackgroundTask(_tell, sidecar, state),
    )


def _tell(sidecar: Sidecar, state: State) -> None:
    """Make events of what the action wrote; the worker does it should this process end before."""
    if state.porter.answer(sidecar):
        state.ring()
