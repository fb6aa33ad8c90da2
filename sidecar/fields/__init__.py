"""Field groups that triggers share: labels and help texts by Zapier's rules, one file per subject."""
