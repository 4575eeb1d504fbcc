"""Install Roundcube:  python -m e2e.targets.roundcube."""

from e2e.targets.roundcube.install import main

main()
