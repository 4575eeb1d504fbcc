"""Prove an app's "Connect your email over IMAP" in a real browser against a real mail server."""

pytest_plugins = (
    "bluebar.mailserver.plugin",
    "bluebar.fixtures.plugin",
    "bluebar.reports.plugin",
    "bluebar.e2e.plugin",
)
"""The plugins that `pytest -p bluebar` loads."""
