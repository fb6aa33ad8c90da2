"""What the answer of an action with many rows says: how each ended, with the answer of the action for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Sequence

STRING, INTEGER, OBJECT = FieldType.STRING, FieldType.INTEGER, FieldType.OBJECT


def list_row_fields(of_one: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields of the whole answer; `of_one` are those of the action that does one row."""
    error = (
        Field(
            "code", STRING, "Error Code", "A word for programs, such as not_available.", "code", nullable=True
        ),
        Field("message", STRING, "Error Message", "What to do about it.", "message", nullable=True),
    )
    one = tuple(of_one)
    row = (
        Field("row", INTEGER, "Row", "Its number, from 1.", "row", 1),
        Field("status", STRING, "Row Status", "Either success or error.", "status", "success"),
        Field(
            "result",
            OBJECT,
            "Result",
            "What was made of it.",
            "result",
            nullable=True,
            children=one,
        ),
        Field("error", OBJECT, "Error", "Why it failed.", "error", nullable=True, children=error),
    )
    return (
        Field("rows", FieldType.LIST, "Rows", "How each row ended, in their order.", "rows", children=row),
        Field("succeeded", INTEGER, "Succeeded", "How many rows were done.", "succeeded", 1),
        Field("failed", INTEGER, "Failed", "How many rows were not.", "failed", 0),
    )
