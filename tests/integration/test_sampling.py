"""Samples are real events, else live records, else made up: always in the shape that the hook has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sidecar.catalog import TRIGGERS
from sidecar.errors import UnknownTriggerError
from sidecar.services import sampling
from sidecar.services.polling import Wanted
from tests.factories import CALLER, make_event, store_events, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar

CREATED = "booking_created"


def samples(sidecar: Sidecar, trigger: str = CREATED, **wishes: Any) -> Any:
    wanted = Wanted(**wishes)
    answer = sidecar.database.run(lambda tx: sampling.list_samples(sidecar, tx, CALLER, trigger, wanted))
    return json.loads(answer.body)


def test_samples_are_the_three_newest_real_events(sidecar: Sidecar) -> None:
    store_events(sidecar, *map(make_event, range(1, 6)))

    assert [item["id"] for item in samples(sidecar)] == [5, 4, 3]


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_without_events_the_sample_is_made_of_the_fields(sqlite_sidecar: Sidecar, trigger: str) -> None:
    assert samples(sqlite_sidecar, trigger) == [TRIGGERS[trigger].sample()]


def test_made_up_samples_can_be_switched_off(sqlite_sidecar: Sidecar) -> None:
    assert samples(with_settings(sqlite_sidecar, enable_sample_data=False)) == []


def test_unknown_and_switched_off_triggers_are_refused(sqlite_sidecar: Sidecar) -> None:
    limited = with_settings(sqlite_sidecar, allowed_triggers=("booking_cancelled",))
    for trigger in ("booking_moved", CREATED):
        with pytest.raises(UnknownTriggerError):
            samples(limited, trigger)
