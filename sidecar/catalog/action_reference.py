"""Writes docs/actions.md and docs/searches.md: what people read of actions, searches and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sidecar.action_spec import Role
from sidecar.catalog.checks import list_fields
from sidecar.catalog.markdown import format_json, name_type, write_row
from sidecar.catalog.registry import ACTIONS, LISTS, SEARCHES
from sidecar.spec import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sidecar.action_spec import Action, Input, OptionList, Search
    from sidecar.spec import Field

ACTIONS_INTRODUCTION = """# Actions

Generated from the catalog by `make catalog`.

`POST /v1/actions` with `{"action": "...", "inputs": {...}}` does what an action says; the key needs the
scope `actions`. A time without an offset is by the site's clock: `2026-12-01 15:00`. A list may be text
with commas.
"""
SEARCHES_INTRODUCTION = """# Searches

Generated from the catalog by `make catalog`.

`POST /v1/searches` with `{"search": "...", "inputs": {...}}` answers `{"results": [...]}`, the best
first; where nothing was found the list is empty. The key needs the scope `searches`. Addresses and names
of people stand in the body, so that no log of addresses keeps them. A list may be text with commas.
"""
LISTS_INTRODUCTION = """
# Lists

`GET /v1/lists/{key}` answers `{"choices": [{"id": ..., "label": ...}], "next_after": ...}`. `limit` is
how many at most (100), `after` what `next_after` of the page before said; after the last it is null. A
page may be short and yet lead to a next one. The key needs the scope `searches`. `search` stands in the
address, where a web server may log it: to look for a person by a program, take a search.
"""


def export_actions_page() -> str:
    """Return docs/actions.md: each action with its inputs, the fields of its answer, and a sample."""
    return ACTIONS_INTRODUCTION + "".join(part for found in ACTIONS.values() for part in _describe(found))


def export_searches_page() -> str:
    """Return docs/searches.md: the searches likewise, and the lists."""
    searches = "".join(part for found in SEARCHES.values() for part in _describe(found))
    lists = "".join(part for found in LISTS.values() for part in _describe_list(found))
    return SEARCHES_INTRODUCTION + searches + LISTS_INTRODUCTION + lists


def _describe(found: Action | Search) -> Iterator[str]:
    yield f"\n## {found.label} (`{found.key}`)\n\n{found.description}\n"
    if found.role is Role.ADMIN:
        yield "\nFor keys of administrators.\n"
    yield from _write_inputs(found.inputs)
    yield from _write_fields(found.fields)
    yield f"\n```json\n{format_json(found.sample())}\n```\n"


def _describe_list(found: OptionList) -> Iterator[str]:
    yield f"\n## {found.label} (`{found.key}`)\n\n{found.description}\n"
    yield from _write_inputs(found.inputs)


def _write_inputs(inputs: tuple[Input, ...]) -> Iterator[str]:
    if inputs:
        yield "\n| Input | Type | Meaning |\n| --- | --- | --- |\n"
        yield from (write_row(f"`{path}`", _name(item), _explain(item)) for path, item in _walk(inputs))


def _write_fields(fields: tuple[Field, ...]) -> Iterator[str]:
    yield "\n| Field | Type | Meaning |\n| --- | --- | --- |\n"
    yield from (write_row(f"`{path}`", name_type(field), field.help) for path, field in list_fields(fields))


def _walk(inputs: Iterable[Input], prefix: str = "") -> Iterator[tuple[str, Input]]:
    """Yield every input with its path; `[]` stands for the items of a list."""
    for item in inputs:
        path = prefix + item.key
        yield path, item
        yield from _walk(item.children, path + ("[]." if item.type is FieldType.LIST else "."))


def _name(item: Input) -> str:
    return f"list of {item.type}" if item.is_list else item.type


def _explain(item: Input) -> str:
    """Return what an input means, and what it takes, without the bars that would end a cell."""
    parts = ["Required."] if item.required else []
    parts.append(item.help)
    if item.choices:
        parts.append(f"One of {', '.join(item.choices)}.")
    if item.options:
        parts.append(f"From the list `{item.options}`.")
    parts += _explain_bounds(item)
    if item.default is not None:
        parts.append(f"Without it: {item.default}.")
    return " ".join(parts).replace("|", "\\|")


def _explain_bounds(item: Input) -> list[str]:
    if item.minimum is not None and item.maximum is not None:
        return [f"From {item.minimum} to {item.maximum}."]
    return [f"At least {item.minimum}."] if item.minimum is not None and item.minimum > 1 else []
