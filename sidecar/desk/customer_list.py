"""Makes pages of the list of registered customers, narrowed by a name or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Choice, Page
from sidecar.desk.listing import BATCH, is_found, read_place

if TYPE_CHECKING:
    from sidecar.desk.desk import Desk
    from sidecar.wp_bridge.offer_records import Customer


def list_customers(desk: Desk, search: str | None, after: str | None, limit: int) -> Page:
    """Return a page of the users who are customers of this site, by id.

    A text with an @ is the beginning of an address; another one is looked for among the next `BATCH` users.
    A page may be short, or empty, and yet lead to a next one. Raises InvalidDataError for an odd `after`.
    """
    ids = _list_candidates(desk, search, read_place(after))
    found = _read_customers(desk, ids)
    fitting = [choice for choice in map(_describe, found) if is_found(search, choice.label)]
    choices = tuple(fitting[:limit])
    if len(fitting) > limit:
        return Page(choices, str(choices[-1].id))
    return Page(choices, str(ids[-1]) if len(ids) == BATCH else None)


def _list_candidates(desk: Desk, search: str | None, after_id: int) -> list[int]:
    if search is not None and "@" in search:
        return desk.users.list_ids_by_email(desk.connection, search, after_id, BATCH)
    return [row.id for row in desk.users.list_after(desk.connection, after_id, BATCH)]


def _read_customers(desk: Desk, ids: list[int]) -> list[Customer]:
    """Return those of the users whose role at this site is a customer's, by id."""
    roles = desk.users.read_roles(desk.connection, ids)
    wanted = desk.users.read_customer_roles(desk.connection)
    users = desk.users.read_customers(desk.connection, [i for i in ids if roles[i] & wanted])
    return [users[user_id] for user_id in sorted(users)]


def _describe(customer: Customer) -> Choice:
    """Return a customer as people tell them apart: `Ann Example <ann@example.com>`."""
    is_named = customer.name and customer.name != customer.email
    label = f"{customer.name} <{customer.email}>" if is_named else customer.email
    return Choice(customer.id or 0, label or f"No. {customer.id}")
