"""A declaration that Zapier would refuse, or that contradicts itself, stops the start with what is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidecar.action_spec import Action, Done, Format, Input, OptionList, Page, Search
from sidecar.catalog.action_checks import check_action, check_list, check_names, check_search
from sidecar.errors import SetupError
from sidecar.spec import Field, FieldType

NAME = Input(key="name", type=FieldType.STRING, label="Name", help="A name.", required=True, example="Ann")
ID = Field("id", FieldType.INTEGER, "ID", "The id.", "details.id", 1)
GOOD = Action(
    key="do_this",
    label="Do This",
    noun="Thing",
    description="Does this.",
    inputs=(NAME,),
    fields=(ID,),
    run=lambda _desk, _given: Done(),
)
ROWS = Input(
    key="rows", type=FieldType.LIST, label="Rows", help="What to do.", required=True, children=(NAME,)
)
EACH = replace(GOOD, key="do_these", run=None, each="do_this", inputs=(ROWS,))


def with_input(**values: Any) -> Action:
    return replace(GOOD, inputs=(replace(NAME, **values),))


def test_good_declarations_pass() -> None:
    check_action(GOOD, "do_this")
    check_action(EACH, "do_these")
    check_names({"do_this": GOOD, "do_these": EACH})
    check_list(OptionList(key="rows", label="Rows", description="Rows.", run=lambda *_: Page(())), "rows")


BAD: list[tuple[Action, str]] = [
    (replace(GOOD, key="other"), "name the file after the key"),
    (replace(GOOD, label="do this"), "'do this' is not in Title Case"),
    (replace(GOOD, noun="thing"), "'thing' is not in Title Case"),
    (replace(GOOD, description="Does this"), "must end with a period"),
    (replace(GOOD, description="Makes this."), "must begin with 'Does', as the label says"),
    (replace(GOOD, description="Does this. And that."), "must be one sentence"),
    (replace(GOOD, label="X"), "The label 'X' must have 2 to 64 characters"),
    (replace(GOOD, label="Do " + "Much " * 20), "must have 2 to 64 characters"),
    (replace(GOOD, noun="Staff Member"), "The noun 'Staff Member' must be one word"),
    (replace(GOOD, noun="Things"), "The noun 'Things' must be one word in the singular"),
    (replace(GOOD, fields=(replace(ID, help="The id"),)), "The field id has a help that is no sentence"),
    (
        replace(GOOD, fields=(replace(ID, help="Id."),)),
        "The field id has a help that says what its label says",
    ),
    (with_input(help="Name."), "The input name has a help that says what its label says"),
    (with_input(help="A" * 1000 + "."), "The input name has a help of more than 1000 characters"),
    (with_input(label="N"), "The label 'N' must have 2 to 64 characters"),
    (replace(GOOD, description="Does this in BookingX."), "may name the product"),
    (replace(GOOD, run=None), "needs either run or each"),
    (replace(GOOD, each="x"), "needs either run or each"),
    (replace(GOOD, fields=(ID, ID)), "Field keys must be unique"),
    (replace(GOOD, fields=(replace(ID, label="the id"),)), "of the field id is not in Title Case"),
    (replace(GOOD, inputs=(NAME, NAME)), "Keys of inputs must be unique"),
    (with_input(key="external_id"), "Every action takes external_id"),
    (with_input(key="Name"), "has a key that is no word"),
    (with_input(label="name"), "has the label 'name'"),
    (with_input(help="a name"), "has a help that is no sentence"),
    (with_input(example=None), "is required: give it an example"),
    (with_input(default="x"), "its default says nothing"),
    (with_input(type=FieldType.MAP), "has the type map, which nothing reads"),
    (with_input(type=FieldType.LIST), "must have children if it is a LIST"),
    (with_input(children=(NAME,)), "must have children if it is a LIST"),
    (with_input(type=FieldType.INTEGER, format=Format.EMAIL), "has a format"),
    (with_input(choices=("a", "b")), "has an example that is none of its choices"),
    (with_input(required=False, choices=("Ann",), default="x"), "has a default that is none of its choices"),
    (with_input(type=FieldType.INTEGER, choices=("Ann",)), "has choices, which only a STRING can have"),
    (with_input(options="nothing"), "has the options 'nothing', which is no list"),
    (with_input(key="customer_id"), "The input customer_id takes an ID: name the list (options)"),
    (with_input(key="extra_ids"), "The input extra_ids takes an ID: name the list (options)"),
    (with_input(options="services", choices=("Ann",)), "has options and choices"),
    (with_input(depends_on=("other",)), "depends on inputs that are not there"),
    (with_input(minimum=1), "has bounds, which only a number can have"),
    (with_input(type=FieldType.INTEGER, example=1, minimum=2, maximum=1), "has a minimum above its maximum"),
    (with_input(type=FieldType.INTEGER, example=1, minimum=2), "has an example below its minimum"),
    (with_input(type=FieldType.INTEGER, example=3, maximum=2), "has an example above its maximum"),
    (
        replace(EACH, key="do_this", inputs=(replace(ROWS, children=(replace(NAME, help="x"),)),)),
        "rows.name has a help",
    ),
]


@pytest.mark.parametrize(("action", "problem"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_said(action: Action, problem: str) -> None:
    with pytest.raises(SetupError) as raised:
        check_action(action, "do_this")

    assert str(raised.value).startswith("actions/do_this.py: ")
    assert problem in str(raised.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SetupError) as raised:
        check_action(replace(with_input(label="x", help="y"), noun="z"), "do_this")

    assert [word in str(raised.value) for word in ("'x'", "sentence", "'z'")] == [True] * 3


@pytest.mark.parametrize(
    ("actions", "problem"),
    [
        ([GOOD, replace(EACH, aliases=("do_this",))], "Two have the name 'do_this'"),
        ([EACH], "each names 'do_this', which is no action that does one thing"),
        ([replace(EACH, each="do_these")], "which is no action that does one thing"),
        ([GOOD, replace(EACH, inputs=(NAME,))], "exactly one input of the type LIST"),
        ([replace(GOOD, inputs=()), EACH], "The input name is none of do_this"),
    ],
)
def test_names_and_rows_must_fit(actions: list[Action], problem: str) -> None:
    with pytest.raises(SetupError, match=problem):
        check_names({action.key: action for action in actions})


def test_a_search_is_checked_alike() -> None:
    search = Search(
        key="find_this",
        label="find this",
        noun="Thing",
        description="Finds this.",
        inputs=(NAME,),
        fields=(ID,),
        run=lambda _desk, _given: (),
    )

    with pytest.raises(SetupError, match=r"searches/find_this\.py: The label 'find this'"):
        check_search(search, "find_this")
