"""Install django-helpdesk:  python -m e2e.targets.helpdesk."""

from e2e.targets.helpdesk.install import main

main()
