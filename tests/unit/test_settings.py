"""Settings come from the environment, else the file, else the default; a wrong one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.errors import SetupError
from sidecar.settings import CustomField, Settings, load_settings

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {"BKX_ZAPIER_SECRET_KEY": "k" * 32, "BKX_ZAPIER_SHIM_SECRET": "s" * 32}
FIELD = '{"meta_key": "guests", "key": "guest_count", "type": "integer", "label": "Guests"}'
ENVIRON = SECRETS | {"BKX_ZAPIER_DATABASE_URL": "sqlite://"}


@pytest.fixture
def no_file(tmp_path: Path) -> Path:
    return tmp_path / "none.toml"


def test_the_defaults_are_those_of_the_specification(no_file: Path) -> None:
    actual = load_settings(ENVIRON, no_file)

    assert (
        actual.webhook_retry_attempts,
        actual.webhook_retry_delay,
        actual.webhook_timeout,
        actual.max_polling_items,
        actual.rate_limit_per_minute,
        actual.log_retention_days,
        actual.enable_sample_data,
        actual.log_activity,
    ) == (3, 300, 30, 100, 60, 30, True, True)


def test_only_zapier_may_be_sent_to_by_default(no_file: Path) -> None:
    actual = load_settings(ENVIRON, no_file)

    assert (actual.target_hosts, actual.allow_local_targets) == (("hooks.zapier.com",), False)


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('database_url = "sqlite://"\ntable_prefix = "shop_"\nlisten_port = 1\n', encoding="utf-8")

    actual = load_settings(SECRETS | {"BKX_ZAPIER_LISTEN_PORT": "2"}, path)

    assert (actual.table_prefix, actual.listen_port) == ("shop_", 2)


def test_the_environment_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('table_prefix = "shop_"\n', encoding="utf-8")

    assert load_settings(ENVIRON | {"BKX_ZAPIER_CONFIG": str(path)}).table_prefix == "shop_"


def test_lists_are_separated_by_commas(no_file: Path) -> None:
    lists = {"BKX_ZAPIER_TARGET_HOSTS": "a.test, b.test ,", "BKX_ZAPIER_ALLOWED_TRIGGERS": ""}

    actual = load_settings(ENVIRON | lists, no_file)

    assert (actual.target_hosts, actual.allowed_triggers) == (("a.test", "b.test"), ())


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("1", True), ("false", False), ("0", False)])
def test_truths_can_be_written_in_the_environment(no_file: Path, text: str, expected: bool) -> None:  # noqa: FBT001 # a table's column
    actual = load_settings(ENVIRON | {"BKX_ZAPIER_ALLOW_LOCAL_TARGETS": text}, no_file)

    assert actual.allow_local_targets is expected


def test_a_missing_setting_is_named_with_the_way_to_set_it(no_file: Path) -> None:
    with pytest.raises(SetupError, match=r"database_url.*BKX_ZAPIER_<NAME>.*sidecar init"):
        load_settings(SECRETS, no_file)


def test_an_unknown_setting_in_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("retries = 3\n", encoding="utf-8")

    with pytest.raises(SetupError, match="retries"):
        load_settings(ENVIRON, path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen_port", "70000"),
        ("listen_port", "-1"),
        ("max_polling_items", "0"),
        ("max_polling_items", "101"),
        ("rate_limit_per_minute", "-1"),
        ("rate_limit_per_minute", "1000001"),
        ("max_in_flight", "257"),
        ("webhook_retry_attempts", "-1"),
        ("webhook_retry_attempts", "1001"),
        ("webhook_retry_attempts", "many"),
        ("webhook_timeout", "0"),
        ("webhook_timeout", "inf"),
        ("webhook_timeout", "nan"),
        ("webhook_retry_delay", "-5"),
        ("poll_seconds", "0"),
        ("log_retention_days", "0"),
        ("secret_key", "short"),
        ("shim_secret", ""),
        ("layout", "files"),
        ("table_prefix", "wp_; DROP TABLE x"),
        ("table_prefix", "wp_\n"),
        ("table_prefix", ""),
        ("allow_local_targets", "perhaps"),
        ("default_country", "gb"),
        ("max_payload_bytes", "1"),
        ("max_payload_bytes", "16000001"),
        ("custom_fields", "["),
        ("custom_fields", '[{"meta_key": "a", "key": "a", "type": "object", "label": "A"}]'),
        ("custom_fields", '[{"meta_key": "a", "key": "A b", "type": "string", "label": "A"}]'),
        ("custom_fields", '[{"meta_key": "a", "key": "a", "type": "string", "label": "A", "x": 1}]'),
        ("custom_fields", f"[{FIELD}, {FIELD}]"),
    ],
)
def test_a_setting_out_of_range_is_named(no_file: Path, name: str, value: str) -> None:
    with pytest.raises(SetupError, match=f"(?i){name}"):
        load_settings(ENVIRON | {f"BKX_ZAPIER_{name.upper()}": value}, no_file)


@pytest.mark.parametrize("content", [b"x = ", b"\xff", b"[[["])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)

    with pytest.raises(SetupError, match=r"settings\.toml cannot be read"):
        load_settings(ENVIRON, path)


def test_a_lease_outlives_the_longest_attempt(no_file: Path) -> None:
    actual = load_settings(ENVIRON | {"BKX_ZAPIER_WEBHOOK_TIMEOUT": "7"}, no_file)

    assert actual.lease_seconds == 19


def test_what_is_shown_of_settings_holds_no_secret() -> None:
    hidden = "hidden" * 8
    settings = Settings(database_url=f"mysql://u:{hidden}@h/d", secret_key=hidden, shim_secret=hidden)

    assert repr(settings) == "Settings(table_prefix='wp_')"


def test_custom_fields_are_tables_of_the_file_and_json_in_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    table = (
        '[[custom_fields]]\nmeta_key = "guests"\nkey = "guest_count"\ntype = "integer"\nlabel = "Guests"\n'
    )
    path.write_text(table, encoding="utf-8")

    from_file = load_settings(ENVIRON, path).custom_fields
    from_environment = load_settings(ENVIRON | {"BKX_ZAPIER_CUSTOM_FIELDS": f"[{FIELD}]"}, path).custom_fields

    expected = (CustomField(meta_key="guests", key="guest_count", type="integer", label="Guests"),)
    assert (from_file, from_environment) == (expected, expected)
