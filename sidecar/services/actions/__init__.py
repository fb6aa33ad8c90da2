"""Actions, what Zapier does: checked (inputs, rights), done once (performing, idempotency), followed up."""
