"""The embedded site and the local stand-in for Zapier behind `make demo`."""
