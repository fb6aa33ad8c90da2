"""Answers searches and hands out pages of lists, for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.action_spec import Answer, Role, render
from sidecar.catalog import get_list, get_search
from sidecar.db.refusals import storable
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.actions.rights import check_role
from sidecar.services.desks import open_desk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.action_spec import Page
    from sidecar.db.database import Transaction
    from sidecar.services.keys import Caller
    from sidecar.services.sidecar import Sidecar


def search(sidecar: Sidecar, caller: Caller, key: str, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a search found, the best first.

    Raises UnknownSearchError, MissingRoleError, InvalidDataError that names every input that is wrong, and
    UnstorableTextError where old tables cannot even be asked for a text.
    """
    found = sidecar.searches[get_search(key).key]

    def work(tx: Transaction) -> list[dict[str, Any]]:
        check_role(sidecar, tx, caller, found.role)
        desk = open_desk(sidecar, tx, caller.user_id)
        site = desk.site
        given = read_inputs(found.inputs, said, site.time_zone, found.check)
        with storable():
            results = found.run(desk, given)
        return [
            render(found.fields, Answer(result.record, result.details, site.url, site.country, site.currency))
            for result in results
        ]

    return sidecar.database.run(work)


def list_choices(
    sidecar: Sidecar, caller: Caller, key: str, said: Mapping[str, Any], place: tuple[str | None, int]
) -> Page:
    """Return a page of a list; `place` is after which entry it begins, and how many it has at most.

    Raises as `search` does, with UnknownListError.
    """
    found = get_list(key)
    after, limit = place

    def work(tx: Transaction) -> Page:
        check_role(sidecar, tx, caller, Role.MANAGER)
        desk = open_desk(sidecar, tx, caller.user_id)
        given = read_inputs(found.inputs, said, desk.site.time_zone)
        with storable():
            return found.run(desk, given, after, limit)

    return sidecar.database.run(work)
