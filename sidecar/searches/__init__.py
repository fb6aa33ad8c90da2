"""What a Zap can look for: one file per search, found by `sidecar.catalog`; the file name is the key."""
