"""The sweep: where it looks (suspects, silent) and what it does about what it finds (sweep)."""
