"""`sidecar serve` and `sidecar worker`: the two processes."""

from __future__ import annotations

import click
import uvicorn

from sidecar.app import make_server
from sidecar.logs import set_up_logs
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import load_settings
from sidecar.worker import run_worker


@click.command()
def serve() -> None:
    """Answer Zapier and WordPress over HTTP."""
    settings = load_settings()
    set_up_logs()
    uvicorn.run(
        make_server(open_sidecar(settings)),
        host=settings.listen_host,
        port=settings.listen_port,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=20,
        h11_max_incomplete_event_size=16 * 1024,
    )


@click.command()
def worker() -> None:
    """Deliver events to Zapier.

    Also retries what failed, and looks for changes that no hook told.
    """
    settings = load_settings()
    set_up_logs()
    run_worker(open_sidecar(settings))
