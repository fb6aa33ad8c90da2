"""What subscribers choose: filters and a field mapping, in a body or as a query parameter."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from sidecar.services.subscriptions.mapping import FieldMapping

FiltersBody = Annotated[
    dict[str, Any],
    msgspec.Meta(
        max_length=50,
        description="By a filter's key, a value, or a list of values of which one must hold. "
        "The catalog lists each trigger's filters.",
    ),
]


class MappingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which fields of the payload to leave out, and which to rename."""

    drop: Annotated[
        list[str], msgspec.Meta(max_length=200, description="Paths of fields, such as customer.phone.")
    ] = []
    rename: Annotated[
        dict[str, str],
        msgspec.Meta(max_length=200, description="By a field's path, the name that takes its key's place."),
    ] = {}

    def read(self) -> FieldMapping:
        """Return it as services know it."""
        return FieldMapping(tuple(self.drop), self.rename)
