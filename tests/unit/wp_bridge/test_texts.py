"""Entities are decoded once, and only where they are entities; markup is read as its readers see it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.wp_bridge.texts import decode_entities, strip_markup


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("Bo &amp; Co", "Bo & Co"),
        ("Bea O&#8217;Neill", "Bea O\u2019Neill"),
        ("&pound;", "£"),
        ("&#36;", "$"),
        ("&#x1F338;", "🌸"),
        ("&amp;amp;", "&amp;"),
        ("cut&copy", "cut&copy"),
        ("Q&A; R&D", "Q&A; R&D"),
        ("&notit;", "&notit;"),
        ("שלום 🌸", "שלום 🌸"),
    ],
)
def test_a_stored_text_is_decoded_once(stored: str, expected: str) -> None:
    assert decode_entities(stored) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        ("Just text", "Just text"),
        ("<!-- wp:paragraph -->\n<p>One &amp; two<br>three</p>\n<!-- /wp:paragraph -->", "One & two\nthree"),
        ("<ul><li>a</li><li><b>b</b>  c</li></ul>", "a\nb c"),
        ("<p class='x'>Bea&#8217;s <em>best</em></p><p></p>", "Bea\u2019s best"),
        ("<style>p{}</style><script>var a = '<p>';</script>seen</script>", "seen"),
        ("a < b and c > d", "a < b and c > d"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("x <![if !IE]>y<![endif]> z <![what[ w]]> v", "x y z v"),
        ("first\n\nsecond", "first\nsecond"),
        ("&#" + "9" * 5000 + ";", "\ufffd"),
        ("<a title='1 > 0'>one</a> <a title=\"x>two</a>", "one two"),
        ("a <!-- b <!-- c --> d <!-- e", "a d"),
        ("ולום <b>🌸</b>", "ולום 🌸"),
    ],
)
def test_markup_is_read_as_its_readers_see_it(markup: str, expected: str) -> None:
    assert strip_markup(markup) == expected


@pytest.mark.parametrize(
    "part", ['<a "', "<a '\"", "<!--", "<!", "<?", "<", "</", "<script>", "<style", "&#", "&a"]
)
def test_a_text_that_was_made_to_be_slow_is_read_at_once(part: str) -> None:
    began = time.process_time()

    strip_markup(part * 100_000)

    assert time.process_time() - began < 2


@given(st.text(alphabet="<>!-[]/&;#?= 'ab\n") | st.text())
def test_any_markup_is_read_in_lines_without_blanks_at_their_ends(markup: str) -> None:
    lines = strip_markup(markup).split("\n")

    assert lines == [""] or all(line and line == line.strip() for line in lines)
