"""`POST /shim/v1/pages/{page}`: the shim shows somebody a page of the product in wp-admin."""

from __future__ import annotations

import time
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from sidecar.admin.asking import PageRequest
from sidecar.admin.pages import answer_page
from sidecar.api.bodies import read_body
from sidecar.api.guards import ACCESS, SHIM
from sidecar.identity import NONCE_HEADER, Spoken, signed_headers
from sidecar.services.sidecar import Sidecar

ANSWER = "ANSWER"
"""Stands for the method where an answer is signed; for its path the request's, with the request's nonce."""


@post(
    "/shim/v1/pages/{page:str}",
    status_code=200,
    opt={ACCESS: SHIM},
    include_in_schema=False,
    sync_to_thread=True,
)
def show_page(
    page: FromPath[str],
    request: Request[Any, Any, Any],
    body: RawBody,
    sidecar: NamedDependency[Sidecar],
) -> Response[bytes]:
    """Return the page as `{"html": ...}`, or `{"redirect": ...}`.

    The answer is signed: WordPress shows it as its own, so it must come from nobody else, not even from who
    listens at the sidecar's address while the sidecar is down.
    """
    answer = answer_page(sidecar, page, read_body(body, PageRequest))
    content = msgspec.json.encode(answer)
    spoken = Spoken(ANSWER, f"{request.url.path} {request.headers[NONCE_HEADER]}", content)
    headers = signed_headers(sidecar.settings.shim_secret, spoken, time.time())
    return Response(content, media_type="application/json", headers=headers)
