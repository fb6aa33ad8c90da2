"""Makes HTML of the templates beside it; whatever is put into them is escaped."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sidecar.admin.asking import Html

ENVIRONMENT = Environment(
    loader=PackageLoader("sidecar.admin"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **values: Any) -> Html:
    """Return a page; `template` is the name of its file without `.html`."""
    return Html(ENVIRONMENT.get_template(f"{template}.html").render(values))
