"""`GET` and `POST /v1/searches`, `GET /v1/searches/{key}`: Zapier, or any program, looks for something."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from sidecar import catalog
from sidecar.api.activity import KIND
from sidecar.api.bodies import read_body
from sidecar.api.guards import ACCESS
from sidecar.api.reference import describe_body, failures
from sidecar.catalog.action_listing import describe_search
from sidecar.services import searching
from sidecar.services.keys import SEARCHES_SCOPE
from sidecar.services.sidecar import Sidecar


class SearchBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to look for; `GET /v1/searches` lists the inputs of each search."""

    search: Annotated[str, msgspec.Meta(description="Key of the search, such as find_booking.")]
    inputs: Annotated[
        dict[str, Any], msgspec.Meta(description="What is known of it, by the inputs' keys.")
    ] = {}


class ResultsBody(msgspec.Struct, frozen=True):
    """What was found, the best first; each has the fields of the search. Empty where nothing was found."""

    results: list[dict[str, Any]]


@get("/v1/searches", opt={ACCESS: SEARCHES_SCOPE}, sync_to_thread=False, responses=failures())
def list_searches(sidecar: NamedDependency[Sidecar]) -> list[dict[str, Any]]:
    """List the searches, each with its inputs, its fields and a sample; the site's own fields too."""
    return catalog.export_searches(sidecar.searches)


@get("/v1/searches/{key:str}", opt={ACCESS: SEARCHES_SCOPE}, sync_to_thread=False, responses=failures(404))
def get_search(key: FromPath[str], sidecar: NamedDependency[Sidecar]) -> dict[str, Any]:
    """Return one search as the list has it, with the fields of the site."""
    return describe_search(sidecar.searches[catalog.get_search(key).key])


@post(
    "/v1/searches",
    status_code=200,
    opt={ACCESS: SEARCHES_SCOPE},
    operation_class=describe_body(SearchBody),
    responses=failures(404, 413, 422),
)
async def search(
    request: Request[Any, Any, Any], body: RawBody, sidecar: NamedDependency[Sidecar], state: State
) -> ResultsBody:
    """Find bookings, customers, services, staff members or free times by what is known of them.

    What is looked for stands in the body: no log of addresses keeps an e-mail address or a name.
    """
    wanted = read_body(body, SearchBody)
    found = catalog.get_search(wanted.search)
    setattr(request.state, KIND, f"search_{found.key}")
    work = partial(searching.search, sidecar, request.state.caller, found.key, wanted.inputs)
    return ResultsBody(await state.search_threads.run(work))
