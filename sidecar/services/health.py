"""Whether this process can do its work now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.db.migrate import find_revision, newest_revision

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

NOT_READY = "The sidecar's tables are missing or old. Run `sidecar migrate`."


def is_ready(sidecar: Sidecar) -> bool:
    """Whether our tables are at this code's revision; raises ServiceUnavailableError without a database."""
    with sidecar.database.connect() as connection:
        return find_revision(connection, sidecar.database.own) == newest_revision()
