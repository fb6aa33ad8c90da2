"""Subscribes the receiver to every trigger, on the way that Zapier takes: through WordPress.

Runs in a container of docker-compose.wordpress.yml: scripts/subscribe-receiver feeds it in, with an API key.
"""

from __future__ import annotations

import sys
import time

import httpx

from sidecar.catalog import TRIGGERS

ROOT = "http://wordpress/wp-json/bookingx/v1/zapier"
HOOKS = "http://127.0.0.1:8500/hooks"
START_SECONDS = 60


def main(api_key: str) -> None:
    """Wait until the sidecar answers, then subscribe. Raises httpx.HTTPStatusError when it refuses."""
    with httpx.Client(headers={"X-API-Key": api_key}, timeout=30, trust_env=False) as client:
        _wait_until_ready(client)
        for key in TRIGGERS:
            target = f"{HOOKS}/{key}"
            wish = {"trigger": key, "target_url": target, "zap_label": "Receiver"}
            client.post(f"{ROOT}/v1/subscribe", json=wish).raise_for_status()
            sys.stdout.write(f"{key} -> {target}\n")


def _wait_until_ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + START_SECONDS
    while (answer := client.get(f"{ROOT}/health/ready")).is_error and time.monotonic() < deadline:
        time.sleep(0.5)
    answer.raise_for_status()


if __name__ == "__main__":
    main(sys.argv[1])
