"""WordPress's own functions agree with what we write, and read back exactly what was meant."""

from __future__ import annotations

import json
import struct
import subprocess
from typing import Any

import pytest

from sidecar.wp_bridge.php.writer import dumps, is_taken_for_serialized, to_meta_value
from sidecar.wp_bridge.text_fields import to_text_field
from tests.support.wordpress import TREE
from tests.unit.wp_bridge.test_text_fields import CASES

pytestmark = pytest.mark.wordpress

LOAD = f"""
    define('ABSPATH', '{TREE}/'); define('WPINC', 'wp-includes');
    function get_option() {{ return 'UTF-8'; }}
    function wp_load_alloptions() {{ return ['blog_charset' => 'UTF-8']; }}
    foreach (['plugin', 'formatting', 'kses'] as $file) {{ require ABSPATH . "wp-includes/$file.php"; }}
    $source = file_get_contents(ABSPATH . 'wp-includes/functions.php');
    eval('?>' . str_replace("require ABSPATH . WPINC . '/option.php';", '', $source));
    $given = json_decode(stream_get_contents(STDIN));
"""
TEXTS = [
    *('O:8:"stdClass":0:{}', ' O:8:"stdClass":0:{}\n', 'O:8:"stdClass":0:', "O:1:}", "C:1:}", "a:0:{}"),
    *('a:1:{i:0;s:1:"x";}', "a:1:{", "a:1:{ never closed;", "N;", "N;;", " N; ", "N", "b:1;", "b:2;", "b:;"),
    *(
        "i:5;",
        "i:5; and more",
        "i:five;",
        "d:0.5;",
        "d:1.0E+25;",
        "d:INF;",
        's:1:"x";',
        's:1:"\n";',
        "s:1:x;",
    ),
    *('s:99:"x";', 's:1:"x"', 'E:7:"Suit:A";', "r:1;", "R:1;", "x:1;", "", "0", "Ann", "O'Brien; Sons}"),
    *('s:19:"O:8:"stdClass":0:{}";', "a:b;", ":;", "a:1;", "\x0bN;", "\u00a0N;", "é:1;", "Zoë 🎉"),
]
FLOATS = [
    0.0,
    -0.0,
    0.1,
    1e15,
    1e16,
    1e17,
    123456789012345678.0,
    0.0001,
    0.00001,
    100.0,
    5e-324,
    1.5e300,
    1 / 3,
]


def ask_php(code: str, given: Any = None) -> Any:
    """Run code after WordPress's own functions were loaded; `$given` in, JSON out."""
    done = subprocess.run(
        ["php", "-d", "display_errors=stderr", "-r", LOAD + code],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_wordpress_stores_texts_as_we_do() -> None:
    assert [to_meta_value(text) for text in TEXTS] == ask_php(
        "echo json_encode(array_map('maybe_serialize', $given));", TEXTS
    )


def test_wordpress_reads_every_text_back_and_never_makes_an_object() -> None:
    stored = [to_meta_value(text) for text in TEXTS]

    assert ask_php("echo json_encode(array_map('maybe_unserialize', $given));", stored) == TEXTS


def test_php_reads_arrays_with_such_texts_as_they_were() -> None:
    value: Any = {"names": TEXTS, "12": {"deep": [None, True, -5, "🎉"]}}

    stored = to_meta_value(value)

    expected = json.loads(json.dumps(value))
    assert ask_php("echo json_encode(maybe_unserialize($given));", stored) == expected


def test_floats_are_spelled_as_php_spells_them() -> None:
    packed = struct.pack(f"<{len(FLOATS)}d", *FLOATS).hex()
    code = "echo json_encode(array_map('serialize', array_values(unpack('e*', hex2bin($given)))));"

    assert [dumps(value).decode() for value in FLOATS] == ask_php(code, packed)


def test_texts_of_forms_are_cleaned_as_wordpress_cleans_them() -> None:
    given = list(CASES)

    assert [to_text_field(text) for text in given] == ask_php(
        "echo json_encode(array_map('sanitize_text_field', $given));", given
    )


def test_texts_that_look_serialized_are_among_these() -> None:
    assert {is_taken_for_serialized(text) for text in TEXTS} == {True, False}
