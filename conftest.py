"""Load bluebar's pytest plugins."""

pytest_plugins = ["bluebar", "pytester"]
