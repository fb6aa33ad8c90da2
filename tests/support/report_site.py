"""A site of either layout on either database, for reports: with bookings of any currency and day."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.action_spec import Answer, render
from sidecar.actions.generate_report import ACTION
from sidecar.db.migrate import migrate
from sidecar.desk.reports.asking import generate_report
from sidecar.services.actions.inputs import read_inputs
from sidecar.services.desks import open_desk
from sidecar.services.sidecar import Sidecar
from tests.factories import make_sidecar
from tests.support.posts_site import PostsSite
from tests.support.tables_site import TablesSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.layout_site import LayoutSite
    from tests.support.meanings import Meaning

KINDS = {"posts": PostsSite, "tables": TablesSite}


@dataclass(frozen=True)
class ReportSite:
    """A sidecar on a site of its own, in London, with a service and a staff member."""

    sidecar: Sidecar
    layout: str

    @contextmanager
    def edit(self) -> Iterator[LayoutSite]:
        """Do something to the site, and commit it."""
        with self.sidecar.database.engine.begin() as connection:
            yield KINDS[self.layout](connection)

    def book(self, *meanings: Meaning, currency: str | None = None) -> None:
        """Write bookings, as BookingX does: with a flat row of the start where metas have one."""
        with self.edit() as site:
            for meaning in meanings:
                flat = {} if isinstance(site, TablesSite) else _list_flat(meaning, currency)
                site.add_booking(replace(meaning, custom_fields=flat | meaning.custom_fields))
                if isinstance(site, TablesSite) and currency:
                    site.write(meaning.id, currency=currency)


def _list_flat(meaning: Meaning, currency: str | None) -> dict[str, str]:
    flat = {"booking_start_date": f"{meaning.starts_at:%Y-%m-%d %H:%M:%S}"}
    return flat | ({"currency_option": currency} if currency else {})


@contextmanager
def open_report_site(layout: str, database_url: str, **settings: Any) -> Iterator[ReportSite]:
    """Make a site in an empty database."""
    sidecar = make_sidecar(database_url, layout=layout, **settings)
    with sidecar.database.engine.begin() as connection:
        KINDS[layout](connection).create()
    migrate(sidecar.database)
    yield ReportSite(sidecar, layout)
    sidecar.database.dispose()


def ask(sidecar: Sidecar, **inputs: Any) -> dict[str, Any]:
    """Return what `generate_report` answers to these inputs, as JSON has it."""

    def work(tx: Any) -> dict[str, Any]:
        desk = open_desk(sidecar, tx)
        given = read_inputs(ACTION.inputs, inputs, desk.site.time_zone, ACTION.check)
        done = generate_report(desk, given)
        site = desk.site
        answer = render(ACTION.fields, Answer(None, done.details, site.url, site.country, site.currency))
        read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(answer))
        return read

    return sidecar.database.run(work)


def ask_days(sidecar: Sidecar, report: str, first: str, last: str, **inputs: Any) -> dict[str, Any]:
    """Return the report of some days."""
    return ask(sidecar, report=report, from_date=first, until_date=last, **inputs)
