"""Name bluebar's pytest plugins; what they do stands in their modules."""

pytest_plugins = [
    "mailserver.plugin",
    "fixtures.plugin",
    "reports.plugin",
    "e2e.plugin",
    "pytester",
]
