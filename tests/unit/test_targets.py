"""A hook can point at Zapier alone, however a URL or an address is spelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.errors import TargetNotAllowedError
from sidecar.zapier_client.targets import TargetPolicy, check_target, is_address_allowed

ZAPIER = TargetPolicy(("hooks.zapier.com",))
LOCAL = TargetPolicy(("hooks.zapier.com",), allow_local=True)
LONG = "https://hooks.zapier.com/"


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.zapier.com/hooks/standard/1/abc/",
        "https://hooks.zapier.com:443/hooks",
        "https://HOOKS.Zapier.COM/hooks?x=1&y=%20",
        "HTTPS://hooks.zapier.com",
        LONG + "a" * (500 - len(LONG)),
    ],
)
@pytest.mark.parametrize("policy", [ZAPIER, LOCAL], ids=["zapier", "local"])
def test_zapiers_hooks_are_allowed(url: str, policy: TargetPolicy) -> None:
    check_target(url, policy)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.zapier.com",
        "//hooks.zapier.com/x",
        "http://hooks.zapier.com/x",
        "ftp://hooks.zapier.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///hooks.zapier.com",
        "https://hooks.zapier.com:8443/x",
        "https://hooks.zapier.com:0/x",
        "https://hooks.zapier.com:99999/x",
        "https://hooks.zapier.com:port/x",
        "https://user@hooks.zapier.com/x",
        "https://user:password@hooks.zapier.com/x",
        "https://@hooks.zapier.com/x",
        "https://:@hooks.zapier.com/x",
        "https://hooks.zapier.com@evil.test/x",
        "https://hooks.zapier.com\\@evil.test/x",
        "https://evil.test\\.hooks.zapier.com/x",
        "https://hooks.zapier.com/x#fragment",
        "https://hooks.zapier.com/x#",
        "https://evil.test/hooks.zapier.com",
        "https://hooks.zapier.com.evil.test/x",
        "https://evilhooks.zapier.com/x",
        "https://zapier.com/x",
        "https://hooks.zapier.com./x",
        "https://hooks.zapier.com%2eevil.test/x",
        "https://hooks.zapier.com%00/x",
        "https://hoоks.zapier.com/x",  # noqa: RUF001 # a Cyrillic o
        "https://hooks。zapier。com/x",
        "https://xn--hoks-0ra.zapier.com/x",
        "https://hooks.zapier.com/ä",
        "https://hooks.zapier.com/a b",
        "https://hooks.zapier.com/a\tb",
        "https://hooks.zapier.com/a\r\nX: 1",
        "https://hooks.zapier.com/\x00",
        "https://[::1]/x",
        "https://[::1",
        "https://[hooks.zapier.com]/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://0/x",
        LONG + "a" * (501 - len(LONG)),
    ],
)
@pytest.mark.parametrize("policy", [ZAPIER, LOCAL], ids=["zapier", "local"])
def test_everything_else_is_refused(url: str, policy: TargetPolicy) -> None:
    is_local = url in {"https://[::1]/x", "https://127.0.0.1/x"} and policy.allow_local

    if is_local:
        check_target(url, policy)
    else:
        with pytest.raises(TargetNotAllowedError):
            check_target(url, policy)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/hook",
        "http://localhost/hook",
        "http://LOCALHOST:1/hook",
        "http://127.9.9.9/",
        "http://[::1]:9/",
    ],
)
def test_loopback_is_allowed_where_local_targets_are(url: str) -> None:
    check_target(url, LOCAL)

    with pytest.raises(TargetNotAllowedError):
        check_target(url, ZAPIER)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://localhost.evil.test/",
        "http://user@127.0.0.1/",
        "ftp://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://example.com/",
    ],
)
def test_local_targets_are_loopback_in_plain_spelling_alone(url: str) -> None:
    with pytest.raises(TargetNotAllowedError):
        check_target(url, LOCAL)


@given(st.text())
def test_any_text_is_judged_without_an_error_of_another_kind(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}/hooks.zapier.com"):
        with pytest.raises(TargetNotAllowedError):
            check_target(url, ZAPIER)


PUBLIC = [
    "93.184.216.34",
    "1.1.1.1",
    "2606:2800:220:1::1",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",  # 1.1.1.1 as a network without IPv4 spells it (RFC 6052)
]
LOOPBACK = ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::1%lo"]
PRIVATE = [
    "0.0.0.0",  # noqa: S104 # an address to refuse
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::7f00:1",
    "::ffff:0:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::101:101",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:20::1",
    "2002:7f00:1::",
    "2002:101:101::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert is_address_allowed(address, ZAPIER)


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_may_never_be_connected_to(address: str) -> None:
    assert (is_address_allowed(address, ZAPIER), is_address_allowed(address, LOCAL)) == (False, False)


@pytest.mark.parametrize("address", LOOPBACK)
def test_loopback_may_be_connected_to_where_local_targets_are_allowed(address: str) -> None:
    assert (is_address_allowed(address, ZAPIER), is_address_allowed(address, LOCAL)) == (False, True)
