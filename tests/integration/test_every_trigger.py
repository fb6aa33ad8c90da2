"""Real events of every trigger, made by the real services, are as the catalog declares them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.catalog import TRIGGERS, export
from tests.factories import with_settings
from tests.support.every_trigger import tell_everything
from tests.support.shapes import check_keys

if TYPE_CHECKING:
    import pytest

    from sidecar.services.sidecar import Sidecar

DECLARED = {trigger["key"]: trigger["fields"] for trigger in export()["triggers"]}


def test_real_events_of_every_trigger_are_as_the_catalog_declares_them(
    sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tell_everything(with_settings(sidecar, default_country="GB"), monkeypatch)

    assert sorted(told) == list(TRIGGERS)
    for trigger, payloads in told.items():
        for payload in payloads:
            check_keys(DECLARED[trigger], payload)
