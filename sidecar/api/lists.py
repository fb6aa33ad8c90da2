"""`GET /v1/lists` and `/v1/lists/{key}`: what Zapier's dropdowns are filled with."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from sidecar import catalog
from sidecar.api.guards import ACCESS
from sidecar.api.reference import failures
from sidecar.services import searching
from sidecar.services.keys import SEARCHES_SCOPE
from sidecar.services.sidecar import Sidecar

MAX_PLACE = 100
PAGING = {"after", "limit"}
MAX_LABEL = 200
"""Letters of a label that one line of a dropdown shows; what tells namesakes apart stands at its end."""
END = 80

After = Annotated[
    str | None,
    QueryParameter(max_length=MAX_PLACE, description="What next_after of the page before said."),
]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="Entries in an answer, at most.")]
ServiceIds = Annotated[
    str | None,
    QueryParameter(
        max_length=1000, description="Where the list takes it: only what belongs to this service."
    ),
]
StaffIds = Annotated[
    str | None,
    QueryParameter(
        max_length=1000, description="Where the list takes it: only what belongs to this staff member."
    ),
]
Search = Annotated[
    str | None,
    QueryParameter(
        max_length=100, description="Only entries that hold this text, in any case: see the list's own input."
    ),
]


class ChoiceBody(msgspec.Struct, frozen=True):
    """One entry: `id` is what an input or a filter takes, `label` what people read."""

    id: str | int
    label: str


class ChoicesBody(msgspec.Struct, frozen=True):
    """A page of a list; it may be short and yet lead to a next one. `next_after` is null after the last."""

    choices: list[ChoiceBody]
    next_after: str | None


@get("/v1/lists", opt={ACCESS: SEARCHES_SCOPE}, sync_to_thread=False, responses=failures())
def list_lists() -> list[dict[str, Any]]:
    """List the lists from which people choose values, each with the inputs that narrow it."""
    return catalog.export_lists()


@get("/v1/lists/{key:str}", opt={ACCESS: SEARCHES_SCOPE}, responses=failures(404, 422))
async def list_choices(  # noqa: PLR0913, PLR0917 # each is a parameter of the address
    request: Request[Any, Any, Any],
    key: FromPath[str],
    sidecar: NamedDependency[Sidecar],
    state: State,
    after: After = None,
    limit: Limit = 100,
    search: Search = None,  # noqa: ARG001 # read with the others, as the list declares it
    service_id: ServiceIds = None,  # noqa: ARG001 # likewise
    staff_id: StaffIds = None,  # noqa: ARG001 # likewise
) -> ChoicesBody:
    """Return a page of a list. Its inputs, such as service_id, are parameters of the address."""
    said = {name: value for name, value in request.query_params.items() if name not in PAGING}
    work = partial(searching.list_choices, sidecar, request.state.caller, key, said, (after, limit))
    page = await state.search_threads.run(work)  # to look for a text may read much of a large table
    choices = [ChoiceBody(choice.id, _to_line(choice.label)) for choice in page.choices]
    return ChoicesBody(choices, page.next_after)


def _to_line(label: str) -> str:
    """Return a label in one line; of a long one, its begin and its end."""
    line = " ".join(label.split())
    return line if len(line) <= MAX_LABEL else f"{line[: MAX_LABEL - END - 1]}…{line[-END:]}"
