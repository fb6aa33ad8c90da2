"""BookingX for Zapier: the sidecar that stands beside a WordPress site."""

from importlib.metadata import version

VERSION = version("bookingx-zapier")
"""Of this installation: pyproject.toml says it."""
