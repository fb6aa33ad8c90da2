"""Inputs that actions and searches share: labels and help by Zapier's rules, one file per subject."""
