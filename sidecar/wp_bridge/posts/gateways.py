"""Reads which ways of paying a site offers: BookingX keeps a switch for each gateway among the options."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sidecar.fields.payment_statuses import OFFLINE
from sidecar.wp_bridge.posts.booking_payment import GATEWAY, get_public_method

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sidecar.wp_bridge.tables import WpTables

SWITCH = re.compile(r"(bkx_gateway_[a-z0-9_]{1,60})_status", re.IGNORECASE)
ON = "1"
MAX_GATEWAYS = 100
LIKE_GATEWAYS = GATEWAY.replace("_", "/_") + "%"


def list_methods(connection: Connection, tables: WpTables) -> list[str]:
    """Return the words that payloads have for ways of paying: `offline` first, then the gateways in use.

    Range of the unique index option_name of wp_options.
    """
    options = tables.options.c
    query = sa.select(options.option_name, options.option_value).where(
        options.option_name.like(LIKE_GATEWAYS, escape="/")
    )
    found = connection.execute(query.order_by(options.option_name).limit(MAX_GATEWAYS))
    switches = ((SWITCH.fullmatch(name), value) for name, value in found)
    methods = [get_public_method(name[1]) for name, value in switches if name and value.strip() == ON]
    return list(dict.fromkeys([OFFLINE, *methods]))
