"""What the shim says when somebody opens a page in wp-admin, and what it gets back."""

from __future__ import annotations

from typing import Annotated

import msgspec

UserId = Annotated[int, msgspec.Meta(ge=1)]
"""Of WordPress; 0 is nobody there, and the host here: nobody may come as the host."""


class PageRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who looks at a page, and how; the shim has signed all of it.

    `query` is the query of the page's address without WordPress's `page`. `form` is what was sent by a button
    of the page, whose nonce the shim has checked; None where the page was just opened. `nonce` goes into the
    page's forms. `locale` is the user's (`de_DE`), `time_zone` the site's (`Europe/London`, `+05:30`).
    """

    user_id: UserId
    locale: str
    time_zone: str
    nonce: str
    query: dict[str, str]
    form: dict[str, str] | None = None


class Html(msgspec.Struct, frozen=True):
    """What the shim shows inside WordPress's own frame."""

    html: str


class Redirect(msgspec.Struct, frozen=True):
    """Where the shim sends the user instead of showing a page."""

    redirect: str


PageAnswer = Html | Redirect
