"""What a Zap can do: one file per action, found by `sidecar.catalog`; the file name is the key."""
