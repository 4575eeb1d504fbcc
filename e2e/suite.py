"""The folder of bluebar's tests."""

from pathlib import Path

SUITE = Path(__file__).resolve().parent
"""The folder of bluebar's tests, in the checkout or in site-packages; symbolic links resolved."""
