"""WordPress itself: users, comments, plugins, and the way to call it back."""
