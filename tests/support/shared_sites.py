"""Sites that many tests only read: made once, and made anew after a test that wrote."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sidecar.services.sidecar import Sidecar
from tests.factories import make_sidecar
from tests.support.mariadb import MariaDB

if TYPE_CHECKING:
    from collections.abc import Iterator

Fill = Callable[[Sidecar], None]

READING = ("SELECT", "DESCRIBE", "SHOW", "SET", "PRAGMA", "BEGIN")
"""How statements begin that leave a site as it is."""


@dataclass
class SharedSites:
    """Sites by name, in databases of one server or in files of a folder."""

    server: MariaDB
    folder: Path
    _sites: dict[str, Sidecar] = field(default_factory=dict)

    @contextmanager
    def use(self, name: str, database: str, fill: Fill, **settings: Any) -> Iterator[Sidecar]:
        """Lend a site in `mariadb` or `sqlite` to one test; `fill` makes what is in it.

        Only what is written through this sidecar's connections is noticed.
        """
        shared = self._sites.pop(name, None) or self._make(database, fill, settings)
        written: list[str] = []

        def note(*arguments: Any) -> None:
            statement: str = arguments[2]
            if not statement.lstrip().upper().startswith(READING):
                written.append(statement)

        sa.event.listen(shared.database.engine, "before_cursor_execute", note)
        yield Sidecar(shared.settings, shared.database)
        sa.event.remove(shared.database.engine, "before_cursor_execute", note)
        if written:
            self._drop(shared)
        else:
            self._sites[name] = shared

    def close(self) -> None:
        """Drop all sites."""
        for shared in self._sites.values():
            self._drop(shared)

    def _make(self, database: str, fill: Fill, settings: dict[str, Any]) -> Sidecar:
        name = f"shared_{secrets.token_hex(6)}"
        url = f"sqlite:///{self.folder / name}.db"
        if database == "mariadb":
            self.server.create_database(name)
            url = self.server.url(name)
        made = make_sidecar(url, **settings)
        fill(made)
        return made

    def _drop(self, shared: Sidecar) -> None:
        name = shared.database.engine.url.database or ""
        shared.database.dispose()
        if not shared.database.is_sqlite:
            self.server.drop_database(name)
