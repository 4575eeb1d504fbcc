"""The command `bluebar`."""

import runpy
import sys

MODULES = {
    "new": "target", "check": "target", "login": "target", "list": "target",
    "demo": "demo", "night": "night", "report": "report", "mailserver": "start_mailserver",
}  # fmt: skip


def main() -> None:
    """Run one command."""
    command = sys.argv[1]
    if command == "browser":
        module = "bluebar.e2e.run.browser"
    elif command == "install":
        module = f"bluebar.e2e.targets.{sys.argv[2]}"
        del sys.argv[1]
    else:
        module = f"bluebar.commands.{MODULES[command]}"
    if MODULES.get(command) != "target":
        del sys.argv[1]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
