"""`GET /v1/reports/{report_id}/{file_name}`: a report's file, for whoever has the signed link to it."""

from __future__ import annotations

from typing import Annotated

from litestar import Request, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from sidecar.api.activity import VOUCHED
from sidecar.api.guards import ACCESS, PUBLIC
from sidecar.api.reference import OPEN, failures
from sidecar.services.report_files import open_file
from sidecar.services.sidecar import Sidecar

CSV = "text/csv; charset=utf-8"

Expires = Annotated[str, QueryParameter(description="As in the link: a unix time.")]
Signature = Annotated[str, QueryParameter(description="As in the link.")]


@get(
    "/v1/reports/{report_id:str}/{file_name:str}",
    opt={ACCESS: PUBLIC},
    security=OPEN,
    sync_to_thread=True,
    media_type="text/csv",
    responses={404: failures(404)[404]},
)
def download_report(  # noqa: PLR0913, PLR0917 # each is a parameter of the address
    request: Request[None, None, State],
    sidecar: NamedDependency[Sidecar],
    report_id: FromPath[str],
    file_name: FromPath[str],
    expires: Expires = "",
    signature: Signature = "",
) -> Stream:
    """Return the CSV file. Its link, from the answer of generate_report, needs no key and ends by itself."""
    content = open_file(sidecar, report_id, file_name, expires, signature)
    request.state[VOUCHED] = True
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Stream(content, media_type=CSV, headers=headers)
