"""Where a hook may point: judged by its text at subscription, and by its address at each connection."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from sidecar.errors import TargetNotAllowedError

MAX_URL_LENGTH = 500


@dataclass(frozen=True)
class TargetPolicy:
    """Which targets are allowed: https on Zapier's hosts, unless local ones are let in for tests."""

    hosts: tuple[str, ...]
    allow_local: bool = False


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
    if parts.username or parts.password or parts.fragment:
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
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback:
        return policy.allow_local
    return ip.is_global and not ip.is_multicast


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
