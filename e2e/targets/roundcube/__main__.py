"""Install Roundcube:  python -m bluebar.e2e.targets.roundcube."""

from bluebar.e2e.targets.installing import install_with_progress
from bluebar.e2e.targets.roundcube.install import HOME, install

install_with_progress("roundcube", install, HOME)
