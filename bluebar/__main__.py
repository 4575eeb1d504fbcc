"""Run the command line: `python -m bluebar`."""

import sys

from bluebar.commands.main import main

sys.exit(main())
