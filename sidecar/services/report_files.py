"""Hands out the file of a report to whoever has the signed link to it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sidecar.db import reports
from sidecar.desk.reports.csv_text import unpack
from sidecar.desk.reports.links import REPORT_ID, get_path, is_link_good
from sidecar.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sidecar.services.sidecar import Sidecar


def open_file(
    sidecar: Sidecar, report_id: str, file_name: str, expires: str, signature: str
) -> Iterator[bytes]:
    """Return a report's CSV piece by piece.

    Raises NotFoundError for whatever is wrong with the link: it tells nobody which reports there are.
    """
    path = get_path(report_id, file_name)
    key = sidecar.settings.secret_key
    if not REPORT_ID.fullmatch(report_id) or not is_link_good(key, path, expires, signature, time.time()):
        raise NotFoundError
    found = sidecar.database.run(lambda tx: reports.find_file(tx, report_id))
    if found is None:
        raise NotFoundError
    return unpack(found)
