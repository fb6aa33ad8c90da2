"""Reports, what others say happened: taken over the API (raising), typed (details, values), told once (news)."""
