"""What a Zap can start from: one file per trigger, found by `sidecar.catalog`; the file name is the key."""
