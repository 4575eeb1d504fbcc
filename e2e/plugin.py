"""Options and fixtures of e2e."""
