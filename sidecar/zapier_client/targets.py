"""Where a hook may point: judged by its text at subscription, and by its address at each connection."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sidecar.errors import TargetNotAllowedError

if TYPE_CHECKING:
    from sidecar.settings import Settings

MAX_URL_LENGTH = 500
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""Where a network without IPv4 reaches IPv4 addresses, Zapier's too (NAT64, RFC 6052)."""
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # protocol assignments (RFC 6890)
            "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
            "::/96",  # IPv4-compatible (RFC 4291 §2.5.5.1)
            "::ffff:0:0:0/96",  # IPv4-translated (RFC 2765)
            "64:ff9b::/32",  # NAT64, local prefixes too (RFC 8215); public ones are unwrapped before
            "2001::/23",  # Teredo and other protocol assignments (RFC 2928)
            "2002::/16",  # 6to4: leads to any IPv4 address (RFC 3056)
            "3fff::/20",  # documentation (RFC 9637)
            "5f00::/16",  # segment routing (RFC 9602)
            "fec0::/10",  # site-local (RFC 3879)
        ),
    )
)
"""What `ipaddress.is_global` of one Python version or another lets through (IANA's special registries)."""


@dataclass(frozen=True)
class TargetPolicy:
    """Which targets are allowed: https on Zapier's hosts, unless local ones are let in for tests."""

    hosts: tuple[str, ...]
    allow_local: bool = False


def callback_policy(settings: Settings) -> TargetPolicy:
    """Return where the callback URLs of long reports may point.

    Zapier's look like `https://zapier.com/hooks/callback/123/…/…/` (`z.generateCallbackUrl()` in the manual
    of zapier-platform-cli).
    """
    return TargetPolicy(settings.callback_hosts, settings.allow_local_targets)


def check_target(url: str, policy: TargetPolicy) -> None:
    """Raise TargetNotAllowedError, saying what would be right, unless a hook may point there."""
    if len(url) > MAX_URL_LENGTH or not url.isascii() or not url.isprintable() or " " in url:
        raise TargetNotAllowedError(
            f"The target URL must be a plain address of at most {MAX_URL_LENGTH} characters."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetNotAllowedError("The target URL is not a valid address.") from error
    if "@" in parts.netloc or "#" in url:
        raise TargetNotAllowedError("The target URL must not carry a user name, a password or a fragment.")
    host = (parts.hostname or "").lower()
    if policy.allow_local and parts.scheme in {"http", "https"} and _is_local(host):
        return
    if parts.scheme != "https" or port not in {None, 443}:
        raise TargetNotAllowedError("The target URL must use https on its usual port.")
    if host not in policy.hosts:
        raise TargetNotAllowedError(f"The target URL must be on {' or '.join(policy.hosts)}.")


def is_address_allowed(address: str, policy: TargetPolicy) -> bool:
    """Whether a resolved address may be connected to: public ones, and loopback if local ones are let in."""
    ip = _unwrap(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_loopback:
        return policy.allow_local
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in NOT_PUBLIC)


def _unwrap(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that is really dialled, where an IPv6 address stands for one."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in TRANSLATED:
        translated = IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip if translated.is_loopback else translated
    return ip.ipv4_mapped or ip


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
