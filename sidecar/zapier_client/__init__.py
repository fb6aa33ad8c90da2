"""The way out: POSTs to Zapier's hooks, and where they may go."""
