"""The WordPress site that all acceptance tests share; started when the first of them asks for it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.wordpress import WordPress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.mariadb import MariaDB


@pytest.fixture(scope="session")
def wordpress(mariadb: MariaDB) -> Iterator[WordPress]:
    """Return a running site with BookingX (see `WordPress.start`), without this project's plugin."""
    with tempfile.TemporaryDirectory(prefix="bkx-wordpress-") as folder:
        site = WordPress.start(Path(folder), mariadb)
        yield site
        site.stop()
