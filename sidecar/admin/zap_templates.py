"""The page "Zap Templates": how to connect, and Zaps to click together in Zapier's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sidecar.admin.rendering import render
from sidecar.catalog import export_templates
from sidecar.template_spec import REFERENCE

if TYPE_CHECKING:
    from sidecar.admin.asking import Html, PageRequest
    from sidecar.services.sidecar import Sidecar

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
        cards=[_lay_out(template) for template in export_templates()],
    )


def _lay_out(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template whose fields are cut into words and references."""
    steps = [
        {**step, "fields": {name: _cut(text) for name, text in step["fields"].items()}}
        for step in template["steps"]
    ]
    return {**template, "steps": steps}


def _cut(text: str) -> list[dict[str, str]]:
    """Return `Hi {{1.name}}!` as its parts: `{text}`, or `{step, path}`."""
    parts, end = [], 0
    for match in REFERENCE.finditer(text):
        parts += [{"text": text[end : match.start()]}, match.groupdict()]
        end = match.end()
    return [part for part in [*parts, {"text": text[end:]}] if part.get("text") != ""]
