"""Which pages there are in wp-admin, and who may see them: asked here, whatever WordPress decided before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sidecar.admin import connect, zap_templates
from sidecar.admin.asking import PageAnswer, PageRequest
from sidecar.admin.rendering import render
from sidecar.errors import NotFoundError
from sidecar.services.actions.rights import find_role
from sidecar.services.sidecar import Sidecar

if TYPE_CHECKING:
    from sidecar.db.database import Transaction

View = Callable[[Sidecar, PageRequest], PageAnswer]

PAGES: Mapping[str, View] = {
    "zap-templates": zap_templates.show,
    "connect": connect.show,
}
"""The pages by the last word of their address; all of them are for managers and admins alone."""


def answer_page(sidecar: Sidecar, name: str, request: PageRequest) -> PageAnswer:
    """Return what a user gets to see of a page: why not, where the user has no role of ours.

    Raises NotFoundError for a page that is not there.
    """
    view = PAGES.get(name)
    if view is None:
        raise NotFoundError

    def look_up(tx: Transaction) -> tuple[bool, str]:
        return find_role(sidecar, tx, request.user_id) is not None, sidecar.read_site(tx).name

    is_allowed, site_name = sidecar.database.run(look_up)
    if not is_allowed:
        return render("refused", site_name=site_name, is_connecting=name == "connect")
    return view(sidecar, request)
