"""The shim in a real WordPress: what any plugin raises by the action becomes rows of the outbox."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.outbox import Outbox, raised, report
from tests.support.wordpress import PhpError

if TYPE_CHECKING:
    from tests.acceptance.conftest import RunPhp
    from tests.support.fake_sidecar import FakeSidecar
    from tests.support.wordpress import WordPress

pytestmark = pytest.mark.wordpress


@pytest.mark.parametrize("name", ["review-submitted", "review_submitted"])
def test_the_action_raises_a_trigger(run: RunPhp, outbox: Outbox, sidecar: FakeSidecar, name: str) -> None:
    run(raised("array( 'booking_id' => 12, 'rating' => 4.5, 'text' => 'Fine', 'is_public' => true )", name))

    details = {"booking_id": 12, "rating": 4.5, "text": "Fine", "is_public": True}
    assert outbox.list_rows() == [report("review_submitted", details, 12)]
    assert len(sidecar.wait_for_doorbells(1)) == 1


def test_a_visitor_who_causes_a_report_gets_the_page(
    shim: WordPress, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    with_plugin = shim.use_plugin(
        "reporter", f"<?php add_action( 'wp_loaded', function () {{ {raised('array()')} }} );"
    )
    next(with_plugin)

    answer = shim.guest.get("/")

    assert next(with_plugin, None) is None
    assert answer.status_code == 200
    assert len(sidecar.wait_for_doorbells(1)) == 1
    assert outbox.list_rows() == [report("review_submitted", {})]


@pytest.mark.parametrize(
    ("booking", "object_id"), [("''", 0), ("'abc'", 0), ("0", 0), ("-4", 0), ("'12'", 12), ("'12abc'", 12)]
)
def test_what_is_no_booking_id_is_for_the_sidecar_to_judge(
    run: RunPhp, outbox: Outbox, booking: str, object_id: int
) -> None:
    strict = "$GLOBALS['wpdb']->query( \"SET SESSION sql_mode = 'STRICT_ALL_TABLES'\" );"

    lines = run(strict + raised(f"array( 'booking_id' => {booking} )"))

    details = {"booking_id": json.loads(booking.replace("'", '"'))}
    assert outbox.list_rows() == [report("review_submitted", details, object_id)]
    assert lines == []


def test_texts_come_out_as_they_went_in(run: RunPhp, outbox: Outbox) -> None:
    text = "😀 שלום \"quoted\" 'single' \\ back 100 % of %s %1$d {} <b> \n new"

    run(raised(f"array( 'text' => json_decode( <<<'X'\n{json.dumps(text)}\nX\n ), 'source' => \"\\xff\" )"))

    assert outbox.list_rows() == [report("review_submitted", {"text": text, "source": "�"})]


def test_details_that_are_no_single_value_are_left_out_and_named_in_the_log(
    run: RunPhp, outbox: Outbox
) -> None:
    lines = run(
        raised("""array(
            'rating'       => 5,
            'text'         => null,
            'author'       => array( 'name' => 'Jane' ),
            "two\nlines"   => new stdClass(),
            'score'        => INF,
            'submitted_at' => new DateTimeImmutable( '2026-12-01T10:00:00Z' ),
            'source'       => new SimpleXMLElement( '<source>a word</source>' ),
        )""")
    )

    details = {"rating": 5, "submitted_at": "2026-12-01T10:00:00+00:00", "source": "a word"}
    assert outbox.list_rows() == [report("review_submitted", details)]
    assert lines == [
        (
            "details of a report of review_submitted were left out (author, two?lines, score): "
            "each must be a text, a number or a truth value."
        )
    ]


def test_of_many_details_that_cannot_be_read_one_line_names_some(run: RunPhp) -> None:
    lines = run(raised("array_fill_keys( range( 'a', 'z' ), array() )"))

    assert lines == [
        (
            "details of a report of review_submitted were left out (a, b, c, d, e, ...): "
            "each must be a text, a number or a truth value."
        )
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        ", 'review-submitted', 'text'",
        ", array( 'review-submitted' ), array()",
        ", 'Review Submitted', array()",
        ', "review-submitted\\n", array()',
        ", '../shim', array()",
        ", null, null",
    ],
)
def test_a_call_without_a_triggers_name_or_an_array_is_refused(
    run: RunPhp, outbox: Outbox, arguments: str
) -> None:
    lines = run(f"do_action( 'bookingx_zapier_trigger'{arguments} );" + raised("array( 'rating' => 1 )"))

    assert outbox.list_rows() == [report("review_submitted", {"rating": 1})]
    reason = "bookingx_zapier_trigger takes the name of a trigger and an array of its details."
    assert lines == [f"a report was refused: {reason}"]


def test_only_reports_that_fit_into_a_row_are_written(run: RunPhp, outbox: Outbox) -> None:
    room = 60_000 - len('{"trigger":"review_submitted","details":{"text":""}}')

    lines = run(
        raised("array( 'rating' => 1 )")
        + raised(f"array( 'text' => str_repeat( 'x', {room} ) )")
        + raised(f"array( 'text' => str_repeat( 'x', {room + 1} ) )")
        + raised(f"array( 'text' => str_repeat( '\"', {room // 2 + 1} ) )")
        + raised("array( 'text' => str_repeat( 'x', 20000000 ) )")
        + raised("array( 'rating' => 5 )")
    )

    assert outbox.list_rows() == [
        report("review_submitted", {"rating": 1}),
        report("review_submitted", {"text": "x" * room}),
        report("review_submitted", {"rating": 5}),
    ]
    refused = "a report of review_submitted was refused: its details are larger than 60000 bytes."
    assert lines == [refused] * 3


def test_many_large_reports_are_written_in_statements_that_every_server_takes(
    run: RunPhp, outbox: Outbox
) -> None:
    lines = run(
        "$GLOBALS['sizes'] = array();"
        "add_filter( 'query', function ( $sql ) { $GLOBALS['sizes'][] = strlen( $sql ); return $sql; }, 99 );"
        "for ( $n = 0; $n < 60; $n++ ) {"
        + raised("array( 'rating' => $n, 'text' => str_repeat( '\"', 29000 ) )")
        + "} register_shutdown_function( function () {"
        "if ( max( $GLOBALS['sizes'] ) > 1000000 ) { error_log( '[] Zapier: a statement of 1 MB' ); } } );"
    )

    assert [row.facts["details"] for row in outbox.list_rows()] == [
        {"rating": n, "text": '"' * 29_000} for n in range(60)
    ]
    assert lines == []


def test_a_request_may_report_500_times(run: RunPhp, outbox: Outbox) -> None:
    lines = run("for ( $n = 0; $n < 600; $n++ ) {" + raised("array( 'rating' => $n )") + "}")

    assert outbox.list_rows() == [report("review_submitted", {"rating": n}) for n in range(500)]
    assert outbox.count_statements() == 1
    assert lines == ["100 reports were refused: a request may make 500."]


def test_a_request_that_dies_has_reported(run: RunPhp, outbox: Outbox) -> None:
    with pytest.raises(PhpError, match="critical error"):
        run(raised("array( 'rating' => 5 )") + "no_such_function();")

    assert outbox.list_rows() == [report("review_submitted", {"rating": 5})]


@pytest.mark.parametrize(
    "moment",
    [
        "add_action( 'shutdown', '{call}' );",
        "add_action( 'shutdown', '{call}', PHP_INT_MAX );",
        "register_shutdown_function( '{call}' );",
    ],
    ids=["at shutdown", "after the rows are written", "after WordPress"],
)
def test_a_report_is_never_too_late(run: RunPhp, outbox: Outbox, moment: str) -> None:
    twice = raised("array( 'rating' => 1 )") + raised("array( 'rating' => 2 )")

    run(f"function late() {{ {twice} }}" + raised("array( 'rating' => 0 )") + moment.format(call="late"))

    assert outbox.list_rows() == [report("review_submitted", {"rating": n}) for n in range(3)]


def test_a_report_belongs_to_the_blog_that_was_current_when_it_was_made(
    shim: WordPress, run: RunPhp, outbox: Outbox
) -> None:
    other = Outbox(shim.mariadb.url(shim.database), "site_2_")
    other.create()

    run(
        "$wpdb = $GLOBALS['wpdb']; $own = $wpdb->prefix; $wpdb->prefix = 'site_2_';"
        + raised("array( 'rating' => 2 )")
        + "$wpdb->prefix = $own;"
        + raised("array( 'rating' => 1 )")
    )

    assert other.list_rows() == [report("review_submitted", {"rating": 2})]
    assert outbox.list_rows() == [report("review_submitted", {"rating": 1})]
    other.drop()


def test_a_missing_outbox_loses_reports_and_says_so_without_data(run: RunPhp, outbox: Outbox) -> None:
    outbox.drop()

    lines = run(raised("array( 'text' => 'private words' )"))

    [line] = lines
    assert line == (
        f'the database refused {outbox.table}; run "sidecar doctor". '
        "The sidecar will find the changes later, but not what other plugins reported."
    )


def test_without_a_configuration_nothing_is_reported(
    shim: WordPress, run: RunPhp, outbox: Outbox, sidecar: FakeSidecar
) -> None:
    shim.configure_shim({})

    lines = run(raised("array()"))

    assert (outbox.list_rows(), sidecar.requests, lines) == ([], [], [])
