"""Reports, what others say happened: taken (raising), typed (details, values), told once (news, settlement)."""
