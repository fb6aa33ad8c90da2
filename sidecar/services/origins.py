"""Tells from marks who caused a change: the site itself, or a Zap. Pure.

An action's mark says so; the hooks that WordPress fires for it afterwards leave marks of their own, which say
nothing. Where both are looked at together, a change is a Zap's only if no mark of the site explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.spec import ORIGIN_SITE, ORIGIN_ZAPIER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sidecar.db.outbox import Mark

DATALESS = frozenset({"note", "reported", "restored", "saved", "status", "swept", "told", "trashed"})
"""Kinds of marks that need not mean more than a status, or nothing new at all: hooks fire them as an echo."""
ECHO = frozenset({"saved"})
"""What the hooks of a service that an action saved leave."""


def is_by_zap(mark: Mark) -> bool:
    """Whether an action wrote the mark."""
    return mark.facts.get("origin") == ORIGIN_ZAPIER


def is_mixed(marks: Sequence[Mark]) -> bool:
    """Whether the marks are of both origins."""
    return len({is_by_zap(mark) for mark in marks}) > 1


def carries_data(mark: Mark) -> bool:
    """Whether a mark tells that more was written than a status."""
    return not mark.kinds <= DATALESS


def find_origin(marks: Sequence[Mark]) -> str:
    """Return whose a change is that these marks explain: a Zap's if all of them are, else the site's.

    So nobody who waits for the site's own changes misses one.
    """
    return ORIGIN_ZAPIER if marks and all(map(is_by_zap, marks)) else ORIGIN_SITE


def find_data_origin(marks: Sequence[Mark]) -> str:
    """Return whose a change of more than the status is, of all the marks that were looked at."""
    return find_origin([mark for mark in marks if carries_data(mark)] or marks)


def find_saved_origin(marks: Sequence[Mark]) -> str:
    """Return whose a service is that was saved: an echo beside an action's mark does not count."""
    if not any(map(is_by_zap, marks)):
        return ORIGIN_SITE
    return find_origin([mark for mark in marks if is_by_zap(mark) or not mark.kinds <= ECHO])


def find_person_origin(marks: Sequence[Mark]) -> str:
    """Return who made a user: one is made once, so the marks beside an action's are echoes."""
    return ORIGIN_ZAPIER if any(map(is_by_zap, marks)) else ORIGIN_SITE
