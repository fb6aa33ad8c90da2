"""What is said of a report: in the answer to the action, and later to its callback URL."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar.action_spec import Answer, render
from sidecar.db.reports import KEPT_DAYS
from sidecar.desk.reports.links import build_link, get_path
from sidecar.fields.report import DONE, FAILED, PENDING, REPORT

if TYPE_CHECKING:
    from sidecar.desk.reports.making import Made
    from sidecar.desk.reports.wanted import Wanted
    from sidecar.wp_bridge.site import Site


class Asked(msgspec.Struct, frozen=True):
    """A report that was asked for: its public id, what it shall tell, and when it was asked for (UTC)."""

    report_id: str
    wanted: Wanted
    asked_at: datetime

    @property
    def expires_at(self) -> datetime:
        """Until when its file is kept."""
        return self.asked_at.replace(microsecond=0) + timedelta(days=KEPT_DAYS)


def tell_pending(asked: Asked, site: Site) -> dict[str, Any]:
    """Return what the fields of an answer read, of a report that is not made yet."""
    wanted = asked.wanted
    return {
        "status": PENDING,
        "report_id": asked.report_id,
        "report": wanted.report,
        "from_date": wanted.first,
        "until_date": wanted.last,
        "by": wanted.by,
        "timezone": site.time_zone_name,
    }


def tell_made(asked: Asked, site: Site, made: Made, secret_key: str) -> dict[str, Any]:
    """Return the same of a report that is made."""
    path = get_path(asked.report_id, asked.wanted.file_name)
    return tell_pending(asked, site) | {
        "status": DONE,
        "row_count": made.row_count,
        "is_complete": made.row_count == len(made.rows),
        "rows": made.rows,
        "totals": made.totals,
        "csv_url": build_link(site.url, secret_key, path, asked.expires_at),
        "expires_at": asked.expires_at,
    }


def to_body(details: dict[str, Any], site: Site) -> bytes:
    """Return what a callback URL is told: the same fields as in the action's answer."""
    answer = Answer(None, details, site.url, site.country, site.currency)
    return msgspec.json.encode(render(REPORT, answer))


def to_failed_body(report_id: str, error: str) -> bytes:
    """Return what a callback URL is told of a report that could not be made."""
    return msgspec.json.encode({"status": FAILED, "report_id": report_id, "error": error})
