"""Tells what a caller's value did to a statement: old tables keep three bytes a letter, so no emoji."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, StatementError

from sidecar.errors import UnstorableTextError

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG_LETTERS = frozenset({1267, 1270, 1271, 1300, 1366, 3854, 3988})
"""Illegal mixes of collations, invalid characters and strings (MariaDB and MySQL, server error codes)."""
TOO_LARGE = frozenset({1118, 1153, 1264, 1301, 1406, 1690})
"""Too long or too large for a column, a row or a packet."""


@contextmanager
def storable() -> Iterator[None]:
    """Raise UnstorableTextError where the database refuses a value; the transaction is to be rolled back."""
    try:
        yield
    except DBAPIError as error:
        arguments = getattr(error.orig, "args", ())
        if arguments and arguments[0] in WRONG_LETTERS | TOO_LARGE:
            raise UnstorableTextError from error
        raise
    except StatementError as error:
        if isinstance(error.orig, UnicodeError | OverflowError):  # refused before it was sent
            raise UnstorableTextError from error
        raise
    except OverflowError as error:  # an integer beyond SQLite's
        raise UnstorableTextError from error
