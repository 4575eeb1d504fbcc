"""Options and fixtures of mailserver."""
