"""Install Roundcube:  python -m e2e.targets.roundcube."""

from e2e.targets.bringing import bring
from e2e.targets.roundcube.install import HOME, install

bring("roundcube", install, HOME)
