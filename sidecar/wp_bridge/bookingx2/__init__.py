"""BookingX 2.0 as it is announced: tables of its own (docs/decisions/0007)."""
