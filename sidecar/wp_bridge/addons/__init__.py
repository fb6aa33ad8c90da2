"""Tables of the author's add-ons, where they are installed."""
