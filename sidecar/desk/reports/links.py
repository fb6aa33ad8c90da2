"""The link to a report's file: signed, so that it opens without a key, and only for some days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sidecar.identity import same_digest, sign_link

if TYPE_CHECKING:
    from datetime import datetime

PUBLIC_PATH = "/wp-json/bookingx/v1/zapier"
"""Where the site's REST API lets the sidecar speak; served by the sidecar itself, too (api/prefix.py)."""
REPORT_ID = re.compile(r"[0-9A-Z]{26}")
EXPIRES = re.compile(r"[0-9]{1,11}")


def get_path(report_id: str, file_name: str) -> str:
    """Return the path of a file, as the sidecar serves it."""
    return f"/v1/reports/{report_id}/{file_name}"


def build_link(site_url: str, secret_key: str, path: str, expires_at: datetime) -> str:
    """Return the address of a file; who has it can read the file until `expires_at`, to the second."""
    expires = str(int(expires_at.timestamp()))
    query = urlencode({"expires": expires, "signature": _sign(secret_key, path, expires)})
    return f"{site_url}{PUBLIC_PATH}{path}?{query}"


def is_link_good(secret_key: str, path: str, expires: str, signature: str, now: float) -> bool:
    """Whether a link was made by us, for this path, and has not expired; `now` is in unix seconds."""
    if not EXPIRES.fullmatch(expires) or not same_digest(_sign(secret_key, path, expires), signature):
        return False
    return now < int(expires)


def _sign(secret_key: str, path: str, expires: str) -> str:
    return sign_link(secret_key, f"{path}\n{expires}")
