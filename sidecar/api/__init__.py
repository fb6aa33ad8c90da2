"""The HTTP edge: each handler checks its input and makes one service call."""
