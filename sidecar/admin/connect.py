"""The page "Connect": may Zapier act on this site in the user's name? Nothing is allowed without a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.access_errors import MissingRoleError, OAuthOffError
from sidecar.admin.asking import Html, PageAnswer, PageRequest, Redirect
from sidecar.admin.rendering import render
from sidecar.services.keys import ACTIONS_SCOPE, EVENTS_SCOPE, SEARCHES_SCOPE, TRIGGERS_SCOPE
from sidecar.services.oauth import consent
from sidecar.services.oauth.faults import AuthorizeError, RedirectedError

if TYPE_CHECKING:
    from sidecar.db.database import Transaction
    from sidecar.services.sidecar import Sidecar

DECISION, ALLOW, DENY = "decision", "allow", "deny"
"""The name of the form's buttons, and their values."""

SCOPE_TEXTS = {
    TRIGGERS_SCOPE: "Be told of bookings, payments and customers, with names, addresses and phone numbers, "
    "as they change.",
    SEARCHES_SCOPE: "Look for bookings, customers, services, staff members and free times.",
    ACTIONS_SCOPE: "Make, move and cancel bookings, add and change customers, services and working hours, "
    "send mails to customers, and make reports, as far as your role lets you.",
    EVENTS_SCOPE: "Report events in the name of this site.",
}
"""What each scope means to who allows it."""


def show(sidecar: Sidecar, request: PageRequest) -> PageAnswer:
    """Return the question, or what follows from its answer; what is wrong with Zapier's wish is said."""
    try:
        return sidecar.database.run(lambda tx: _answer(sidecar, tx, request))
    except RedirectedError as error:
        return Redirect(error.url)
    except MissingRoleError:
        return _refuse(sidecar)
    except (AuthorizeError, OAuthOffError) as error:
        return render("not-connected", message=error.text)


def _answer(sidecar: Sidecar, tx: Transaction, request: PageRequest) -> PageAnswer:
    decision = (request.form or {}).get(DECISION)
    if decision == ALLOW:
        return Redirect(consent.allow(sidecar, tx, request.query, request.user_id))
    if decision == DENY:
        return Redirect(consent.deny(sidecar, tx, request.query))
    return _ask(sidecar, tx, request)


def _ask(sidecar: Sidecar, tx: Transaction, request: PageRequest) -> Html:
    wish = consent.describe(sidecar, tx, request.query, request.user_id)
    return render(
        "connect",
        wish=wish,
        site_url=sidecar.read_site(tx).url,
        texts=[SCOPE_TEXTS[scope] for scope in wish.scopes],
        nonce=request.nonce,
        decision=DECISION,
        allow=ALLOW,
        deny=DENY,
    )


def _refuse(sidecar: Sidecar) -> Html:
    site = sidecar.database.run(sidecar.read_site)
    return render("refused", site_name=site.name, is_connecting=True)
