"""Reports, what others say: taken (raising), typed (details, values), told once (news, settlement)."""
