"""End a run after its owner has ended. `run_scope.run` starts this program.

python -m bluebar.mailserver.lifecycle.watchdog RUN-ID FOLDER
    # stdin: a pipe that the owner holds open
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from bluebar.mailserver.lifecycle.process_cleanup import ContainerNote, end_marked


def main(run_id: str, folder: Path) -> None:
    """Wait for the owner's end; then end everything with the run's mark, and remove its folder.

    If something could not be ended, the folder remains, so that the next run tries again.
    """
    # The watchdog has a separate session; SIGINT sent to its group must not end it either.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.read(sys.stdin.fileno(), 1024):
        pass
    # An owner that ended in order has removed the folder.
    if folder.exists() and end_marked(
        run_id.__eq__, spare={os.getpid()}, note=ContainerNote(folder)
    ):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
