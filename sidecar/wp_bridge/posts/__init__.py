"""BookingX 1.x, which keeps everything in posts, metas and comments."""
