"""Install Roundcube:  python -m bluebar.e2e.targets.roundcube."""

from bluebar.e2e.targets.installing import bring
from bluebar.e2e.targets.roundcube.install import HOME, install

bring("roundcube", install, HOME)
