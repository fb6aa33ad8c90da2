"""Times in messages, as people read them."""

from __future__ import annotations

from sidecar.template_spec import Step


def read_time(reference: str) -> Step:
    """Return the step that makes words of a time; they are its `output`, by the site's clock."""
    return Step(
        app="Formatter by Zapier",
        event="Date / Time",
        fields={
            "Transform": "Format",
            "Input": reference,
            "To Format": "dddd, MMMM D, h:mm A",
            "To Timezone": "{{1.datetime.timezone}}",
        },
    )
