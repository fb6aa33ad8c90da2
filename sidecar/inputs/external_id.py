"""The input that every action takes beside its own: the caller's name for what is done."""

from __future__ import annotations

from sidecar.action_spec import Action, Input
from sidecar.spec import FieldType

EXTERNAL_ID = Input(
    key="external_id",
    type=FieldType.STRING,
    label="External ID",
    help="Usually empty. Your own ID for this, such as an order number: within 24 hours the same ID is done"
    " only once.",
    example="order-1001",
    max_length=200,
)


def list_inputs(action: Action) -> tuple[Input, ...]:
    """Return all inputs that an action takes: its own, then those of every action."""
    return (*action.inputs, EXTERNAL_ID)
