"""A made-up action in the catalog: its `run` is the test's, so that tests decide what it writes and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.action_spec import Action, Done, Input, Touched
from sidecar.catalog import registry
from sidecar.desk.desk import Desk
from sidecar.inputs.external_id import EXTERNAL_ID
from sidecar.spec import Field, FieldType

if TYPE_CHECKING:
    import pytest

    from sidecar.services.sidecar import Sidecar

KEY, BATCH_KEY = "write_option", "write_options"
NAME = Input(key="name", type=FieldType.STRING, label="Name", help="A name.", required=True, max_length=60)
SIZE = Input(key="size", type=FieldType.INTEGER, label="Size", help="A size.", minimum=0, default=1)


@dataclass
class MadeUp:
    """How often the action ran; `before` is called within its transaction, before it writes."""

    before: Callable[[Desk, Mapping[str, Any]], None] = lambda _desk, _given: None
    runs: list[str] = field(default_factory=list)

    def run(self, desk: Desk, given: Mapping[str, Any]) -> Done:
        """Write an option of WordPress."""
        self.runs.append(given["name"])
        self.before(desk, given)
        options = desk.tables.options
        row = {"option_name": f"made_up_{len(self.runs)}", "option_value": given["name"], "autoload": "no"}
        desk.connection.execute(sa.insert(options).values(**row))
        return Done(
            details={"name": given["name"], "runs": len(self.runs)},
            touched=(Touched("booking", 31, "status"),),
        )


def put_into_catalog(monkeypatch: pytest.MonkeyPatch) -> MadeUp:
    """Add the action, and one that does it for rows, for the time of one test."""
    made_up = MadeUp()
    text = Field("name", FieldType.STRING, "Name", "The name.", "details.name", "x")
    one = Action(
        key=KEY,
        label="Write Option",
        noun="Option",
        description="Writes an option.",
        inputs=(NAME, SIZE),
        fields=(text, Field("runs", FieldType.INTEGER, "Runs", "How often it ran.", "details.runs", 1)),
        run=made_up.run,
        check=lambda given: {"size": "Expected another size."} if given["size"] == 13 else {},  # any number
    )
    rows = Input(
        key="options",
        type=FieldType.LIST,
        label="Options",
        help="Rows.",
        required=True,
        children=(NAME, EXTERNAL_ID),
    )
    several = replace(
        one, key=BATCH_KEY, run=None, each=KEY, inputs=(rows, SIZE), fields=(), check=lambda _: {}
    )
    monkeypatch.setitem(registry.ACTIONS, KEY, one)
    monkeypatch.setitem(registry.ACTIONS, BATCH_KEY, several)
    return made_up


def count_options(sidecar: Sidecar) -> int:
    """Return how many options the made-up action has left at the site."""
    query = sa.text("SELECT COUNT(*) FROM wp_options WHERE option_name LIKE :made_up")
    with sidecar.database.transaction() as tx:
        found: int = tx.execute(query, {"made_up": "made_up_%"}).scalar_one()
        return found
