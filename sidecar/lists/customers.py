"""The customers who have an account at the site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sidecar.action_spec import OptionList, Page
from sidecar.desk.customer_list import list_customers
from sidecar.inputs.lists import SEARCH

if TYPE_CHECKING:
    from sidecar.action_spec import Given
    from sidecar.desk.desk import Desk


def run(desk: Desk, given: Given, after: str | None, limit: int) -> Page:
    """Return registered customers by id.

    Indexes: the primary key of wp_users, or user_email; user_id of wp_usermeta.
    """
    return list_customers(desk, given["search"], after, limit)


LIST = OptionList(
    key="customers",
    label="Customers",
    description="The customers who have an account at the site.",
    inputs=(
        replace(
            SEARCH, help="The beginning of an email address with its @, or a part of the name.", example="Ann"
        ),
    ),
    run=run,
)
