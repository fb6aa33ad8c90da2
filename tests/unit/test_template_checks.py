"""A Zap template that names what is not there stops the start, with every fault named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidecar.catalog import ACTIONS, SEARCHES, TRIGGERS, ZAP_TEMPLATES
from sidecar.catalog.template_checks import Offered, check_template
from sidecar.errors import SetupError
from sidecar.template_spec import Reference, Start, Step, ZapTemplate, find_references

OFFERED = Offered(TRIGGERS, ACTIONS, SEARCHES)
START = Start(key="booking_upcoming", filters={"minutes_before": 60, "status": "confirmed"})
STEP = Step(
    key="send_notification",
    fields={"kind": "custom", "booking_id": "{{1.booking_id}}", "message": "Hi {{1.customer.name}}!"},
)
OTHER = Step(app="Slack", event="Send Channel Message", fields={"Text": "{{1.customer.email}}"})
GOOD = ZapTemplate(
    key="remind",
    title="Remind customers",
    description="Reminds them.",
    audience="For all.",
    trigger=START,
    steps=(STEP, OTHER),
)


def starting(**values: Any) -> ZapTemplate:
    return replace(GOOD, trigger=replace(START, **values))


def filtered(**values: Any) -> ZapTemplate:
    return starting(filters=dict(START.filters) | values)


def doing(step: Step, **values: Any) -> ZapTemplate:
    return replace(GOOD, steps=(replace(step, **values),))


def filling(**values: str) -> ZapTemplate:
    return doing(STEP, fields=dict(STEP.fields) | values)


def is_refused(template: ZapTemplate) -> bool:
    try:
        check_template(template, "remind", OFFERED)
    except SetupError:
        return True
    return False


def test_a_good_template_passes() -> None:
    check_template(GOOD, "remind", OFFERED)


def test_both_bounds_of_a_filter_are_good_and_what_lies_beyond_is_not() -> None:
    item = next(item for item in TRIGGERS[START.key].filters if item.key == "minutes_before")
    minimum, maximum = item.minimum or 0, item.maximum or 0

    assert [
        is_refused(filtered(minutes_before=minutes))
        for minutes in (minimum - 1, minimum, maximum, maximum + 1)
    ] == [True, False, False, True]


BAD: list[tuple[ZapTemplate, str]] = [
    (replace(GOOD, key="other"), "It declares the key 'other': name the file after the key."),
    (replace(GOOD, title="remind"), "The title must begin with a capital and end without a period."),
    (replace(GOOD, title="Remind."), "The title must begin with a capital and end without a period."),
    (replace(GOOD, description="Reminds them"), "The description must be a sentence."),
    (replace(GOOD, audience="for all."), "The audience must be a sentence."),
    (replace(GOOD, steps=()), "It has no steps."),
    (
        replace(GOOD, trigger=Start(app="Gmail", event="New Email"), steps=(OTHER,)),
        "Nothing in it is ours.",
    ),
    (starting(key="booking_made", filters={}), "There is no trigger booking_made."),
    (starting(app="Gmail"), "The trigger is ours by its key, so it needs neither app nor event."),
    (starting(key="", filters={}), "The trigger needs a key of ours, or the app and the event of another."),
    (starting(filters={}), "The filter minutes_before is required."),
    (filtered(colour="red"), "The trigger has no filter colour."),
    (filtered(status="late"), "The filter status has a value that is none of its choices."),
    (filtered(status=1), "The filter status takes a value of the type string."),
    (filtered(minutes_before="60"), "The filter minutes_before takes a value of the type integer."),
    (filtered(minutes_before=True), "The filter minutes_before takes a value of the type integer."),
    (filtered(minutes_before=0), "The filter minutes_before has a value outside of its bounds."),
    (doing(STEP, key="send_pigeon"), "Step 2 has the key send_pigeon, which is no action and no search."),
    (doing(STEP, event="Send"), "Step 2 is ours by its key, so it needs neither app nor event."),
    (doing(OTHER, event=""), "Step 2 needs a key of ours, or the app and the event of another."),
    (filling(colour="red"), "Step 2 fills colour, which is no input of it."),
    (filling(kind="loud"), "Step 2 gives kind a value that is none of its choices."),
    (filling(booking_id="seven"), "Step 2 gives booking_id a value that is no number."),
    (doing(STEP, fields={}), "Step 2 leaves out kind, which is required."),
    (
        doing(STEP, key="create_bookings", fields={"bookings": "x"}),
        "Step 2 fills bookings, which is a list of rows: templates hold single values.",
    ),
    (filling(message="{{1.customer.age}}"), "Step 2 refers to customer.age of step 1, which has no such"),
    (filling(message="{{1.customer}}"), "Step 2 refers to customer of step 1, which has no such field."),
    (filling(message="{{2.booking_id}}"), "Step 2 refers to step 2, which does not come before it."),
    (filling(message="{{0.booking_id}}"), "Step 2 refers to step 0, which does not come before it."),
    (filling(message="{{1.customer.name}} }}"), "Step 2 has braces that are no reference such as {{1.id}}"),
    (filling(message="{{booking_id}}"), "Step 2 has braces that are no reference such as {{1.id}}"),
    (
        replace(GOOD, steps=(STEP, replace(OTHER, fields={"Text": "{{2.price}}"}))),
        "Step 3 refers to price of step 2, which has no such field.",
    ),
]


@pytest.mark.parametrize(("template", "problem"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_said(template: ZapTemplate, problem: str) -> None:
    with pytest.raises(SetupError) as caught:
        check_template(template, "remind", OFFERED)

    assert str(caught.value).startswith("zap_templates/remind.py: ")
    assert problem in str(caught.value)


def test_all_faults_are_said_at_once() -> None:
    bad = replace(GOOD, title="remind", steps=(replace(STEP, key="send_pigeon"), replace(OTHER, event="")))

    with pytest.raises(SetupError) as caught:
        check_template(bad, "remind", OFFERED)

    assert str(caught.value) == (
        "zap_templates/remind.py: The title must begin with a capital and end without a period."
        " Step 2 has the key send_pigeon, which is no action and no search."
        " Step 3 needs a key of ours, or the app and the event of another."
    )


def test_what_another_app_gives_is_not_judged() -> None:
    start = Start(app="Google Calendar", event="New Event")
    step = Step(key="find_staff", fields={"email": "{{1.Organizer Email}}"})

    check_template(replace(GOOD, trigger=start, steps=(step,)), "remind", OFFERED)


def test_references_are_found_in_their_order() -> None:
    found = list(find_references("{{1.customer.name}} paid {{2.Total Sum}}"))

    assert found == [Reference(1, "customer.name"), Reference(2, "Total Sum")]


@pytest.mark.parametrize("key", ZAP_TEMPLATES)
def test_no_template_tells_a_time_that_most_bookings_do_not_have(key: str) -> None:
    """A customer's own clock is known only where they chose a zone: a message would hold no time at all."""
    texts = [text for step in ZAP_TEMPLATES[key].steps for text in step.fields.values()]

    told = [reference.path for text in texts for reference in find_references(text)]

    assert [path for path in told if path.startswith("datetime.customer_")] == []


def test_the_reminder_names_no_day_but_the_booking_s() -> None:
    """A booking that is made, confirmed or moved late is told at once: it is not tomorrow then."""
    time, sms = ZAP_TEMPLATES["upcoming_booking_sms"].steps

    assert time.fields["Input"] == "{{1.datetime.start}}"
    assert "{{2.output}}" in sms.fields["Message"]
    assert "tomorrow" not in sms.fields["Message"]
