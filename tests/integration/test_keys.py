"""A key opens the API until it is revoked or expires, and is stored nowhere in clear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from sidecar.access_errors import (
    ExpiredApiKeyError,
    InactiveApiKeyError,
    InvalidApiKeyError,
    MissingScopeError,
    NoApiKeyError,
)
from sidecar.errors import InvalidDataError, NotFoundError
from sidecar.identity import new_api_key, public_id_of, unseal
from sidecar.services import keys
from sidecar.services.keys import TRIGGERS_SCOPE, Caller
from tests.factories import SECRET_KEY, create_key, execute, fetch, with_settings

if TYPE_CHECKING:
    from sidecar.services.sidecar import Sidecar


def authenticate(sidecar: Sidecar, text: str | None, scope: str | None = TRIGGERS_SCOPE) -> Caller:
    caller = sidecar.database.run(lambda tx: keys.authenticate(tx, sidecar.settings, text))
    if scope is not None:
        keys.check_scope(caller, scope)
    return caller


def test_a_key_tells_who_holds_it(sidecar: Sidecar) -> None:
    text = create_key(sidecar, "Café 🍣")

    assert authenticate(sidecar, text) == Caller(1, 1, "Café 🍣", keys.DEFAULT_SCOPES)


def test_a_key_is_stored_as_digest_and_sealed_alone(sidecar: Sidecar) -> None:
    text = create_key(sidecar)

    ((digest, sealed, last_four),) = fetch(sidecar, "api_keys", "api_key", "ciphertext", "last_four")
    assert (text in digest + sealed, last_four, unseal(SECRET_KEY, sealed)) == (False, text[-4:], text)


def test_keys_are_listed_oldest_first_without_secrets(sidecar: Sidecar) -> None:
    texts = [create_key(sidecar, label) for label in ("first", "second")]

    listed = sidecar.database.run(keys.list_keys)

    assert [(key.label, key.status, key.is_expired) for key in listed] == [
        ("first", "active", False),
        ("second", "active", False),
    ]
    assert not any(text in repr(listed) for text in texts)


def test_a_revoked_key_is_inactive_at_once(sidecar: Sidecar) -> None:
    text, other = create_key(sidecar), create_key(sidecar)

    sidecar.database.run(lambda tx: keys.revoke_key(tx, public_id_of(text)))

    with pytest.raises(InactiveApiKeyError):
        authenticate(sidecar, text)
    assert authenticate(sidecar, other).key_id == 2


def test_revoking_twice_or_what_is_not_there_is_said(sidecar: Sidecar) -> None:
    public_id = public_id_of(create_key(sidecar))
    sidecar.database.run(lambda tx: keys.revoke_key(tx, public_id))

    for wrong in (public_id, "nokey123"):
        with pytest.raises(NotFoundError, match=wrong):
            sidecar.database.run(lambda tx, wrong=wrong: keys.revoke_key(tx, wrong))  # type: ignore[misc] # mypy cannot infer a default's type


@pytest.mark.parametrize(("minutes", "is_expired"), [(1, False), (-1, True)])
def test_a_key_expires_by_the_databases_clock(sidecar: Sidecar, minutes: int, is_expired: bool) -> None:  # noqa: FBT001 # a table's column
    text = create_key(sidecar, expires_at=datetime.now(UTC) + timedelta(minutes=minutes))

    if is_expired:
        with pytest.raises(ExpiredApiKeyError):
            authenticate(sidecar, text)
    else:
        assert authenticate(sidecar, text).key_id == 1


def test_a_key_without_the_scope_may_not(sidecar: Sidecar) -> None:
    text = create_key(sidecar)
    execute(sidecar, "UPDATE wp_bkx_zapier_api_keys SET permissions = '[]'")

    with pytest.raises(MissingScopeError):
        authenticate(sidecar, text)
    assert authenticate(sidecar, text, scope=None).scopes == frozenset()


@pytest.mark.parametrize("text", [None, ""])
def test_no_key_is_said_to_be_none(sqlite_sidecar: Sidecar, text: str | None) -> None:
    with pytest.raises(NoApiKeyError):
        authenticate(sqlite_sidecar, text)


def test_a_made_up_key_and_one_of_another_secret_are_invalid(sidecar: Sidecar) -> None:
    text = create_key(sidecar)

    for wrong in (new_api_key().text, "nonsense", "é"):
        with pytest.raises(InvalidApiKeyError):
            authenticate(sidecar, wrong)
    with pytest.raises(InvalidApiKeyError):
        authenticate(with_settings(sidecar, secret_key="t" * 40), text)


def test_a_forged_key_with_a_known_public_id_is_invalid(
    sqlite_sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = create_key(sqlite_sidecar)
    forged = new_api_key().text

    monkeypatch.setattr(keys, "public_id_of", lambda _: public_id_of(text))

    with pytest.raises(InvalidApiKeyError):
        authenticate(sqlite_sidecar, forged)


def test_the_last_use_is_written_once_a_minute(sidecar: Sidecar) -> None:
    text = create_key(sidecar)
    authenticate(sidecar, text)
    first = fetch(sidecar, "api_keys", "last_used_at")
    authenticate(sidecar, text)

    assert fetch(sidecar, "api_keys", "last_used_at") == first != [(None,)]

    execute(sidecar, "UPDATE wp_bkx_zapier_api_keys SET last_used_at = '2026-01-01 00:00:00.000'")
    authenticate(sidecar, text)
    assert fetch(sidecar, "api_keys", "last_used_at") >= first


def test_a_label_is_bounded(sqlite_sidecar: Sidecar) -> None:
    with pytest.raises(InvalidDataError, match="100"):
        create_key(sqlite_sidecar, "x" * 101)
