"""May this be booked? Rules without any I/O: they take facts and answer with reasons."""
