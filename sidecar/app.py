"""The HTTP application: routes, guards, errors and the activity log put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Server

from sidecar.api import (
    actions,
    admin_pages,
    connection,
    doorbell,
    downloads,
    health,
    lists,
    oauth,
    reports,
    searches,
    subscriptions,
    triggers,
)
from sidecar.api.activity import ActivityLog
from sidecar.api.bodies import MAX_BYTES
from sidecar.api.failures import answer_failure
from sidecar.api.guards import ACCESS, PUBLIC, require_access
from sidecar.api.prefix import PublicPrefix
from sidecar.api.rate_limits import say_allowance
from sidecar.api.reference import KEY_REQUIRED, describe_components
from sidecar.api.threads import ACTIONS_AT_ONCE, SEARCHES_AT_ONCE, Threads
from sidecar.services.rate_limit import RateLimiter
from sidecar.services.sidecar import Sidecar
from sidecar.tasks.alarm import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable

    from sidecar.api.asgi import App

ROUTES = [
    subscriptions.subscribe,
    subscriptions.unsubscribe,
    triggers.poll,
    triggers.list_triggers,
    triggers.get_trigger,
    triggers.sample,
    reports.report_event,
    downloads.download_report,
    actions.list_actions,
    actions.get_action,
    actions.perform_action,
    actions.perform_named,
    searches.list_searches,
    searches.get_search,
    searches.search,
    lists.list_lists,
    lists.list_choices,
    connection.test_connection,
    oauth.authorize,
    oauth.give_tokens,
    oauth.take_back,
    health.live,
    health.ready,
    doorbell.answer_doorbell,
    admin_pages.show_page,
]


def make_app(sidecar: Sidecar, ring: Callable[[], None] | None = None) -> Litestar:
    """Return the application of one site; `ring` wakes a worker (by default through Huey)."""
    action_threads = Threads("action", ACTIONS_AT_ONCE)
    search_threads = Threads("search", SEARCHES_AT_ONCE)

    def provide_sidecar() -> Sidecar:
        return sidecar

    return Litestar(
        route_handlers=ROUTES,
        guards=[require_access],
        dependencies={"sidecar": Provide(provide_sidecar, sync_to_thread=False)},
        exception_handlers={Exception: answer_failure},
        openapi_config=_describe_api(),
        request_max_body_size=MAX_BYTES,
        logging_config=None,  # sidecar.logs has set it up
        state=State(
            {
                "sidecar": sidecar,
                "ring": ring or Alarm(sidecar).ring,
                "limiter": RateLimiter(sidecar.settings.rate_limit_per_minute),
                "porter": doorbell.Porter(),
                "action_threads": action_threads,
                "search_threads": search_threads,
            },
        ),
        before_send=[say_allowance],
        on_shutdown=[action_threads.close, search_threads.close, sidecar.database.dispose],
    )


def make_server(sidecar: Sidecar) -> App:
    """Return the application as it is served."""
    return surround(make_app(sidecar), sidecar)


def surround(app: Litestar, sidecar: Sidecar) -> App:
    """Put the activity log and the public prefix around an application."""
    paths = (path for handler in ROUTES for path in handler.paths)
    return PublicPrefix(ActivityLog(cast("App", app), sidecar, paths))


def _describe_api() -> OpenAPIConfig:
    """The API reference, as data: pages that would load scripts from elsewhere are left out."""
    return OpenAPIConfig(
        title="BookingX for Zapier",
        version="1",
        servers=[
            Server(url="../", description="Relative to this file: through WordPress, its path leads here.")
        ],
        use_handler_docstrings=True,
        components=describe_components(),
        security=KEY_REQUIRED,
        render_plugins=[JsonRenderPlugin(), YamlRenderPlugin()],
        openapi_router=Router("/schema", route_handlers=[], opt={ACCESS: PUBLIC}),
    )
