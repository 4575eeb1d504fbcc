"""Options and fixtures of reports."""
