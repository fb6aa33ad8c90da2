"""BookingX for Zapier: the sidecar that stands beside a WordPress site."""
