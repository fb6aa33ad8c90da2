"""Huey's doorways: each task is one service call."""
