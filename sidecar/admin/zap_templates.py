"""The page "Zap Templates": how to connect, and Zaps to click together in Zapier's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sidecar.admin.rendering import render
from sidecar.catalog import ACTIONS, SEARCHES, TRIGGERS, ZAP_TEMPLATES, export_templates
from sidecar.inputs.external_id import list_inputs
from sidecar.template_spec import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sidecar.action_spec import Input
    from sidecar.admin.asking import Html, PageRequest
    from sidecar.services.sidecar import Sidecar
    from sidecar.spec import Filter
    from sidecar.template_spec import Step, ZapTemplate

Value = TypeVar("Value")

EDITOR_URL = "https://zapier.com/app/editor"
"""Where an empty Zap is opened."""


def show(sidecar: Sidecar, request: PageRequest) -> Html:
    """Return the page."""
    site = sidecar.database.run(sidecar.read_site)
    return render(
        "zap-templates",
        site=site,
        user_id=request.user_id,
        editor_url=EDITOR_URL,
        cards=[_lay_out(ZAP_TEMPLATES[card["key"]], card) for card in export_templates()],
    )


def _lay_out(template: ZapTemplate, described: dict[str, Any]) -> dict[str, Any]:
    """Return a template's description with the labels that Zapier's editor shows, and its values cut up."""
    trigger = TRIGGERS.get(template.trigger.key)
    filters = _label(template.trigger.filters, trigger.filters if trigger else ())
    steps = [
        {
            **said,
            "fields": {label: _cut(text) for label, text in _label(step.fields, _list_inputs(step)).items()},
        }
        for step, said in zip(template.steps, described["steps"], strict=True)
    ]
    return {**described, "filters": filters, "steps": steps}


def _list_inputs(step: Step) -> Sequence[Input]:
    """Return what a step of ours takes; nothing of another app's."""
    if step.key in ACTIONS:
        return list_inputs(ACTIONS[step.key])
    return SEARCHES[step.key].inputs if step.key in SEARCHES else ()


def _label(values: Mapping[str, Value], declared: Sequence[Input | Filter]) -> dict[str, Value]:
    """Return values by the labels of what is declared; a name that is not declared stays."""
    labels = {item.key: item.label for item in declared}
    return {labels.get(key, key): value for key, value in values.items()}


def _cut(text: str) -> list[dict[str, str]]:
    """Return `Hi {{1.name}}!` as its parts: `{text}`, or `{step, path}`."""
    parts, end = [], 0
    for match in REFERENCE.finditer(text):
        parts += [{"text": text[end : match.start()]}, match.groupdict()]
        end = match.end()
    return [part for part in [*parts, {"text": text[end:]}] if part.get("text") != ""]
