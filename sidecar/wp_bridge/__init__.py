"""Everything that knows WordPress and BookingX: their tables, their formats, their habits."""
