"""The contract: every trigger there is, checked, and the files that are generated from it.

A trigger is a module in `sidecar/triggers/` whose name is its key. `make catalog` writes the generated
files; CI fails when one is stale.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from sidecar import triggers
from sidecar.errors import SetupError, UnknownTriggerError
from sidecar.spec import FieldType, Trigger, WpHook

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sidecar.spec import Field

VERSION = 1
"""Of the shape of catalog.json, for its readers."""


def _load() -> dict[str, Trigger]:
    found = {}
    for module in sorted(pkgutil.iter_modules(triggers.__path__), key=lambda m: m.name):
        if module.name.startswith("_"):  # what several triggers share
            continue
        trigger: Trigger = import_module(f"{triggers.__name__}.{module.name}").TRIGGER
        check_trigger(trigger, module.name)
        found[trigger.key] = trigger
    return found


def check_trigger(trigger: Trigger, module: str) -> None:
    """Raise SetupError for a declaration that Zapier would refuse, or that contradicts itself."""
    if trigger.key != module:
        raise SetupError(
            f"triggers/{module}.py declares the key {trigger.key!r}: name the file after the key."
        )
    text = trigger.description
    if not (text.startswith("Triggers when ") and text.endswith(".")):
        raise SetupError(f'{module}: the description must read "Triggers when … ." (Zapier check D021).')
    keys = [field.key for field in trigger.fields]
    if len(keys) != len(set(keys)) or keys[:1] != ["id"]:
        raise SetupError(f"{module}: field keys must be unique, the first one id.")


TRIGGERS = _load()
"""All triggers by key, in the order of their keys."""


def get_trigger(key: str) -> Trigger:
    """Return a trigger; raise UnknownTriggerError when there is none of this key."""
    trigger = TRIGGERS.get(key)
    if trigger is None:
        raise UnknownTriggerError
    return trigger


def export() -> dict[str, Any]:
    """Return the catalog as data: what catalog.json holds, and schema/catalog.schema.json describes."""
    return {"version": VERSION, "triggers": [_describe(trigger) for trigger in TRIGGERS.values()]}


def export_json() -> str:
    """Return catalog.json's text."""
    return msgspec.json.format(msgspec.json.encode(export()), indent=2).decode() + "\n"


def list_hooks() -> list[WpHook]:
    """Return every WordPress hook that a trigger needs, each once, in the order of declaration."""
    hooks: list[WpHook] = []
    for trigger in TRIGGERS.values():
        hooks += [hook for hook in trigger.hooks if hook not in hooks]
    return hooks


def export_hooks_php() -> str:
    """Return the text of the shim's hooks.php."""
    rows = "\n".join(f"\t{_php(_hook_row(hook))}," for hook in list_hooks())
    return _HOOKS_PHP.format(rows=rows)


def export_reference() -> str:
    """Return docs/triggers.md: each trigger with its fields and a sample payload."""
    parts = ["# Triggers\n\nGenerated from the catalog by `make catalog`.\n"]
    for trigger in TRIGGERS.values():
        sample = msgspec.json.format(msgspec.json.encode(trigger.sample()), indent=2).decode()
        parts += [
            f"\n## {trigger.label} (`{trigger.key}`)\n\n{trigger.description}\n",
            "\n| Field | Type | Meaning |\n| --- | --- | --- |\n",
            *(f"| `{key}` | {field.type} | {field.help} |\n" for key, field in _flatten(trigger.fields)),
            f"\n```json\n{sample}\n```\n",
        ]
    return "".join(parts)


def _describe(trigger: Trigger) -> dict[str, Any]:
    return {
        "key": trigger.key,
        "zapier_key": trigger.zapier_key,
        "label": trigger.label,
        "noun": trigger.noun,
        "description": trigger.description,
        "fields": [_describe_field(field) for field in trigger.fields],
        "sample": trigger.sample(),
    }


def _describe_field(field: Field) -> dict[str, Any]:
    described = {
        "key": field.key,
        "type": str(field.type),
        "label": field.label,
        "help": field.help,
        "nullable": field.nullable,
    }
    if field.children:
        described["children"] = [_describe_field(child) for child in field.children]
    return described


def _flatten(fields: Iterable[Field], prefix: str = "") -> list[tuple[str, Field]]:
    rows = []
    for field in fields:
        key = prefix + field.key
        rows.append((key, field))
        mark = "[]." if field.type is FieldType.LIST else "."
        rows += _flatten(field.children, key + mark)
    return rows


def _hook_row(hook: WpHook) -> dict[str, Any]:
    row = {
        "hook": hook.name,
        "args": hook.arguments,
        "object": hook.object_type,
        "id": hook.object_id,
        "where": hook.where,
        "mark": hook.mark,
    }
    return row | {"report": hook.report, "details": hook.details} if hook.report else row


def _php(value: Any) -> str:
    """Return a PHP literal. The values are our own identifiers, so quoting is all it takes."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f"'{value}'"
    if not value:
        return "array()"
    if isinstance(value, dict):
        return "array( " + ", ".join(f"'{key}' => {_php(item)}" for key, item in value.items()) + " )"
    return "array( " + ", ".join(map(_php, value)) + " )"


_HOOKS_PHP = """<?php
/**
 * Which hooks the observer listens to, and what each of them marks. Generated by `make catalog`: do not edit.
 *
 * 'id', the keys of 'where' and the values of 'details' are paths into the hook's arguments: 'N' is argument
 * N, counted from 0; each further step is a key, a property, or a getter with its '()'. All conditions of
 * 'where' must hold; a '*' in a value stands for any text. A rule with 'report' takes of each detail what the
 * first path that leads to something gives; a path that begins with '=' is the value itself.
 *
 * @package BookingXZapier
 */

defined( 'ABSPATH' ) || exit;

return array(
{rows}
);
"""
