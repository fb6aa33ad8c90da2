"""Whatever text stands in an action's inputs, it is kept as a text: no object, no markup, no broken array."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sidecar.catalog import ACTIONS
from sidecar.wp_bridge.php.serialized import SerializedError, loads
from tests.support.odd_inputs import OBJECT
from tests.support.valid_calls import make_valid, put_everywhere

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar
    from tests.contract.conftest import Api

TEXTS = [
    OBJECT,
    f"{OBJECT}\n",
    f"\n {OBJECT}",
    f"a:1:{{i:0;{OBJECT}}}",
    f"a:1:{{\n{OBJECT}}}",
    f"O:8:\n{OBJECT[4:]}",
    'C:8:"stdClass":0:{}',
    'E:3:"A:B";',
    's:5:"a";',
    's:3:"\n"";',
    "b:1;\n",
    "i:5;",
    "d:1E9;\n",
    "N;",
    "🙂🙂",
    "Zoë \u202eeoZ",
    "<script>alert(1)</script>x",
    "x <img src=x onerror=alert(1)> <",
    "<<b>b>x</b>",
    "' OR '1'='1'; -- \\",
    "{email} {fname} %s %1$s",
    "x\r\nBcc: many@example.test",
    "&lt;b&gt; &amp;amp;",
    "x" * 300,
]
REFUSED = {"apply_coupon": {"unknown_coupon", "invalid_data"}}
"""What an action says that looks a text up; the others keep it."""
STORES = {
    "wp_postmeta": "meta_value",
    "wp_usermeta": "meta_value",
    "wp_commentmeta": "meta_value",
    "wp_options": "option_value",
}


@cache
def is_plain(stored: str) -> bool:
    """Say whether get_post_meta() and its like make a plain value of what is stored.

    WordPress's rule of what is serialized is is_serialized() of wp-includes/functions.php.
    """
    text = stored.strip(" \t\n\r\0\x0b")
    if text == "N;":
        return True
    if len(text) < 4 or text[1] != ":" or text[0] not in "sbidaOE" or text[-1] not in ";}":
        return True
    try:
        loads(text)
    except SerializedError:
        return False
    return True


def list_stored(sidecar: Sidecar) -> dict[tuple[str, str], int]:
    """Return every value that WordPress would take for serialized, and cannot be read as a plain one."""
    found: dict[tuple[str, str], int] = {}
    with sidecar.database.engine.connect() as connection:
        for table, column in STORES.items():
            for (value,) in connection.execute(sa.text(f"SELECT {column} FROM {table}")):  # noqa: S608 - ours
                if not is_plain(value or ""):
                    found[table, value] = found.get((table, value), 0) + 1
    return found


def list_texts(sidecar: Sidecar) -> str:
    """Return all that people's browsers and mail programs are shown of the site."""
    columns = [
        ("wp_postmeta", "meta_value"),
        ("wp_usermeta", "meta_value"),
        ("wp_posts", "post_title"),
        ("wp_comments", "comment_content"),
        ("wp_users", "display_name"),
    ]
    with sidecar.database.engine.connect() as connection:
        return "\n".join(
            str(value)
            for table, column in columns
            for value in connection.scalars(sa.text(f"SELECT {column} FROM {table}"))  # noqa: S608 - ours
        )


@pytest.mark.parametrize("key", sorted(ACTIONS))
def test_a_text_stays_a_text(mariadb_api: Api, key: str) -> None:
    before = list_stored(mariadb_api.sidecar)
    for turn, text in enumerate(TEXTS):
        answer = mariadb_api.post(
            f"/action/{key}", put_everywhere(key, make_valid(mariadb_api, key, turn), text)
        )

        ended = answer.json().get("status") or answer.json()["error"]["code"]
        assert ended in REFUSED.get(key, {"success"}), (text, answer.text)
        assert list_stored(mariadb_api.sidecar) == before, text

    shown = list_texts(mariadb_api.sidecar)
    assert [mark for mark in ("<script", "<img", "<b>") if mark in shown] == []
