"""The catalog is what its schema says, obeys Zapier's rules, and its generated copies are fresh."""

from __future__ import annotations

import copy
import json
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from sidecar.__main__ import cli
from sidecar.catalog import ACTIONS, LISTS, SEARCHES, TRIGGERS
from sidecar.catalog.checks import is_title_case, list_fields
from sidecar.catalog.field_listing import describe_field
from sidecar.cli.catalog import GENERATED
from sidecar.services.site_catalog import make_searches, make_triggers
from sidecar.settings import CustomField, CustomFieldType
from tests.support.shapes import check_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CATALOG: dict[str, Any] = json.loads((ROOT / "schema/catalog.json").read_text(encoding="utf-8"))
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema/catalog.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
REFERENCES = {"customer", "service", "staff", "previous_staff", "extras"}

RELEASED = json.loads((ROOT / "tests/fixtures/released-keys.json").read_text(encoding="utf-8"))
"""What Zaps use already: triggers, actions, searches and lists, with the types of their fields by path."""

each_trigger = pytest.mark.parametrize("trigger", CATALOG["triggers"], ids=lambda trigger: trigger["key"])


def list_described(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield fields and their children."""
    for field in fields:
        yield field
        yield from list_described(field.get("children", []))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_catalog_is_as_its_schema_says() -> None:
    assert [error.message for error in VALIDATOR.iter_errors(CATALOG)] == []
    assert [trigger["key"] for trigger in CATALOG["triggers"]] == list(TRIGGERS)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("extra",), 1),
        (("triggers",), []),
        (("triggers", 0, "key"), "Booking Created"),
        (("triggers", 0, "label"), "new booking"),
        (("triggers", 0, "label"), "New Booking."),
        (("triggers", 0, "description"), "A new booking."),
        (("triggers", 0, "fields"), []),
        (("triggers", 0, "fields", 0, "key"), "event_id"),
        (("triggers", 0, "fields", 0, "type"), "text"),
        (("triggers", 0, "fields", 0, "type"), "object"),
        (("triggers", 0, "fields", 0, "help"), ""),
        (("triggers", 0, "fields", 0, "nullable"), None),
        (("triggers", 0, "fields", 0, "children"), []),
        (("triggers", 0, "is_timed"), None),
        (("triggers", 0, "filters", 0, "type"), "object"),
        (("triggers", 0, "filters", 0, "path"), "service."),
        (("triggers", 0, "filters", 0, "match"), "at_most"),
        (("triggers", 0, "filters", 0, "choices"), [1]),
        (("triggers", 0, "filters", 0, "choice_labels"), {"site": "site"}),
        (("triggers", 0, "filters", 0, "example"), [14]),
        (("triggers", 0, "filters", 0, "options"), "Our Rooms"),
        (("triggers", 0, "filters", 0, "depends_on"), "service"),
        (("triggers", 0, "filters", 0, "minimum"), "1"),
        (("triggers", 0, "filters", 0, "maximum"), 1.5),
        (("triggers", 0, "fields", 0, "items"), "object"),
        (("triggers", 0, "filters", 0, "extra"), 1),
        (("triggers", 0, "reported"), None),
        (("triggers", 0, "sample"), {}),
        (("zap_templates", 0, "title"), "Add bookings."),
        (("zap_templates", 0, "steps"), []),
        (("zap_templates", 0, "steps", 0, "kind"), "trigger"),
        (("zap_templates", 0, "steps", 0, "fields", "Name"), 1),
        (("zap_templates", 0, "trigger", "key"), "New Booking"),
    ],
)
def test_the_schema_is_strict(path: tuple[str | int, ...], value: object) -> None:
    changed: Any = copy.deepcopy(CATALOG)
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    place[last] = value

    assert not VALIDATOR.is_valid(changed)


@pytest.mark.parametrize("part", ["version", "triggers", "actions", "searches", "lists", "zap_templates"])
def test_nothing_may_be_missing(part: str) -> None:
    assert not VALIDATOR.is_valid({key: value for key, value in CATALOG.items() if key != part})


def test_everything_in_the_schema_is_described() -> None:
    parts = [SCHEMA, *SCHEMA["$defs"].values()]
    named = [(name, part) for owner in parts for name, part in owner.get("properties", {}).items()]

    assert [name for name, part in named if not {"description", "$ref"} & part.keys()] == []
    assert [part for part in parts if "description" not in part] == []


@each_trigger
def test_a_sample_has_exactly_the_declared_fields_and_types(trigger: dict[str, Any]) -> None:
    check_keys(trigger["fields"], trigger["sample"])
    assert trigger["sample"]["event"] == trigger["key"]


@each_trigger
def test_labels_are_in_title_case_without_the_apps_name(trigger: dict[str, Any]) -> None:
    labels = [
        trigger["label"],
        trigger["noun"],
        *(field["label"] for field in list_described(trigger["fields"])),
        *(item["label"] for item in trigger["filters"]),
    ]

    assert [label for label in labels if not is_title_case(label)] == []  # Zapier check D018
    assert not any(word in trigger["label"].lower() for word in ("bookingx", "trigger"))


@each_trigger
def test_a_description_is_one_sentence_as_zapier_asks(trigger: dict[str, Any]) -> None:
    assert re.fullmatch(r"Triggers when [^.]+\.", trigger["description"])  # Zapier check D021


@each_trigger
def test_a_help_text_says_more_than_its_label(trigger: dict[str, Any]) -> None:
    for field in list_described(trigger["fields"]):
        words = re.sub(r"[^a-z ]", "", field["help"].lower())
        assert words != field["label"].lower(), field["key"]  # Zapier check D011


@each_trigger
def test_times_in_a_sample_are_iso_with_an_offset(trigger: dict[str, Any]) -> None:
    text = json.dumps(trigger["sample"])

    times = re.findall(r'"(\d{4}-\d\d-\d\d[^"]*)"', text)
    assert times
    assert all(datetime.fromisoformat(time).tzinfo for time in times if "T" in time)  # Zapier check D023


@each_trigger
def test_every_reference_has_id_and_name(trigger: dict[str, Any]) -> None:
    sample = trigger["sample"]
    references = {name: sample[name] for name in REFERENCES & sample.keys()}

    keys = {name: (held[0] if isinstance(held, list) else held).keys() for name, held in references.items()}
    assert [name for name, held in keys.items() if not {"id", "name"} <= held] == []


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("booking_cancelled", "cancelled"),
        ("booking_completed", "completed"),
        ("booking_created", "pending"),
        ("booking_no_show", "no-show"),
        ("booking_upcoming", "confirmed"),
    ],
)
def test_a_sample_has_the_status_that_its_trigger_is_about(key: str, status: str) -> None:
    assert TRIGGERS[key].sample()["status"] == status


@each_trigger
def test_a_sample_of_a_change_shows_one(trigger: dict[str, Any]) -> None:
    sample = trigger["sample"]
    before = {key: sample["previous_" + key] for key in sample if "previous_" + key in sample}
    after = {key: sample[key] for key in before}
    paths = sample.get("changed_fields", [])

    assert [key for key in before if before[key] == after[key]] == []
    assert [path for path in paths if find(sample, path) == find(sample["previous"], path)] == []


def find(payload: Any, path: str) -> Any:
    """Return what stands at the end of a path."""
    for key in path.split("."):
        payload = payload[key]
    return payload


@pytest.mark.parametrize("name", ["key", "zapier_key"])
def test_keys_are_never_used_twice(name: str) -> None:
    keys = [trigger[name] for trigger in CATALOG["triggers"]]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", RELEASED["triggers"])
def test_what_was_released_is_never_removed_renamed_or_retyped(key: str) -> None:
    """Zapier checks C001 and C003: Zaps in use map these fields."""
    trigger = TRIGGERS[key]
    types = {path: str(field.type) for path, field in list_fields(trigger.fields)}

    assert trigger.zapier_key == RELEASED["triggers"][key]["zapier_key"]
    released = RELEASED["triggers"][key]["fields"]
    assert {path: types.get(path) for path in released} == released


def test_released_actions_searches_and_lists_are_never_removed_or_renamed() -> None:
    assert RELEASED["actions"].keys() <= ACTIONS.keys()
    assert RELEASED["searches"].keys() <= SEARCHES.keys()
    assert RELEASED["lists"].keys() <= LISTS.keys()


@pytest.mark.parametrize(
    ("kind", "key", "part"),
    [
        (kind, key, part)
        for kind in ("actions", "searches")
        for key in RELEASED[kind]
        for part in ("inputs", "fields")
    ],
)
def test_what_a_released_action_or_search_takes_and_gives_is_never_removed_or_retyped(
    kind: str, key: str, part: str
) -> None:
    described = {item["key"]: item for item in CATALOG[kind]}[key]
    types = list_types(described[part])

    released = RELEASED[kind][key][part]
    assert {path: types.get(path) for path in released} == released


@pytest.mark.parametrize("key", RELEASED["lists"])
def test_what_narrows_a_released_list_is_never_removed_or_retyped(key: str) -> None:
    described = {item["key"]: item for item in CATALOG["lists"]}[key]
    types = list_types(described["inputs"])

    released = RELEASED["lists"][key]["inputs"]
    assert {path: types.get(path) for path in released} == released


def list_types(described: list[dict[str, Any]], prefix: str = "") -> dict[str, str]:
    """Return the types of fields, or inputs, by path; `[]` stands for the items of a list."""
    types = {}
    for item in described:
        path = prefix + item["key"]
        types[path] = item["type"]
        types |= list_types(item.get("children", []), path + ("[]." if item["type"] == "list" else "."))
    return types


@pytest.mark.parametrize("kind", ["actions", "searches"])
def test_a_sample_of_an_answer_has_exactly_the_declared_fields_and_types(kind: str) -> None:
    for described in CATALOG[kind]:
        check_keys(described["fields"], described["sample"])


def test_examples_of_what_others_report_are_of_the_declared_types() -> None:
    for trigger in TRIGGERS.values():
        described = [describe_field(field) for field in trigger.reported]
        given = [field for field in trigger.reported if field.example is not None]

        check_keys(
            [item for item in described if item["key"] in {field.key for field in given}],
            {field.key: field.example for field in given},
        )


def test_samples_with_a_sites_own_fields_have_the_declared_types() -> None:
    types = get_args(CustomFieldType)
    own = [CustomField(key=f"own_{kind}", meta_key=kind, label="Own", type=kind) for kind in types]
    made: list[Any] = [*make_triggers(TRIGGERS, own).values(), *make_searches(SEARCHES, own).values()]

    assert len(types) > 5
    for found in made:
        check_keys([describe_field(field) for field in found.fields], found.sample())


def test_the_generated_files_are_fresh() -> None:
    done = CliRunner().invoke(cli, ["catalog", "--check"])

    assert (done.exit_code, done.output) == (0, "")
    assert all((ROOT / name).is_file() for name in GENERATED)


def test_a_stale_file_is_named_and_written_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in GENERATED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr("sidecar.cli.catalog.ROOT", tmp_path)

    stale = CliRunner().invoke(cli, ["catalog", "--check"])
    written = CliRunner().invoke(cli, ["catalog"])
    fresh = CliRunner().invoke(cli, ["catalog", "--check"])

    assert (stale.exit_code, written.exit_code, fresh.exit_code) == (1, 0, 0)
    assert all(name in stale.output for name in GENERATED)
