"""Calls of every action with which it succeeds, and any text in all inputs that take one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from sidecar.catalog import ACTIONS
from sidecar.spec import FieldType
from tests.support.bookings import ALEX, BEA, ask

if TYPE_CHECKING:
    import httpx

    from sidecar.action_spec import Input


class Api(Protocol):
    """What makes a call: the API in this process, or a running one."""

    def post(self, path: str, body: object) -> httpx.Response:
        """Make a call."""


FIRST_MONDAY = date(2027, 4, 12)
BOOKING_ACTIONS: dict[str, dict[str, Any]] = {
    "update_booking_status": {"status": "confirmed"},
    "cancel_booking": {},
    "assign_staff": {"staff_id": BEA},
    "apply_coupon": {},
    "send_notification": {"kind": "custom", "recipient": "customer", "subject": "a", "message": "b"},
}


def list_free(items: tuple[Input, ...]) -> list[Input]:
    """Return the inputs that take any text."""
    return [item for item in items if item.type is FieldType.STRING and not item.choices and not item.format]


def make_valid(api: Api, key: str, turn: int) -> dict[str, Any]:
    """Return inputs with which an action succeeds; each turn has a day and a customer of its own."""
    day = FIRST_MONDAY + timedelta(weeks=turn)
    asked = ask(start_datetime=f"{day} 10:00", customer_email=f"c{turn}@example.test")
    if key in BOOKING_ACTIONS or key == "reschedule_booking":
        made = api.post("/action/create_booking", asked)
        assert made.status_code == 200, made.text
        moved = {"start_datetime": f"{day} 13:00"} if key == "reschedule_booking" else {}
        return {"booking_id": made.json()["result"]["id"], **BOOKING_ACTIONS.get(key, moved)}
    service = {"name": f"Facial {turn}", "price": "45.50", "duration": 60, "staff_ids": [ALEX]}
    customer = {"email": f"n{turn}@example.test", "first_name": "Ann", "last_name": "Example"}
    return {
        "create_booking": asked,
        "create_bookings": {"bookings": [asked]},
        "create_service": service,
        "find_or_create_service": service,
        "add_customer": customer,
        "find_or_create_customer": customer,
        "update_customer": {"customer_id": 2, "first_name": "Ann"},
        "update_availability": {"staff_id": ALEX, "days_off": [str(day)], "block_reason": "x"},
        "generate_report": {"report": "bookings", "period": "today"},
    }[key]


def put_everywhere(key: str, inputs: dict[str, Any], text: str) -> dict[str, Any]:
    """Put a text into every input that takes any and has room for it; return the inputs."""
    rows = inputs.get("bookings")
    target: dict[str, Any] = rows[0] if rows else inputs
    for item in list_free(ACTIONS[ACTIONS[key].each or key].inputs):
        if len(text) <= item.max_length and item.key not in {"customer_first_name", "customer_last_name"}:
            target[item.key] = text
    return inputs
