"""The app of one test: an app that tests of the run share, or an app started for this test."""

from collections.abc import Mapping
from contextlib import ExitStack
from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import psutil

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.admin_capabilities import ReadsLogs
from bluebar.e2e.protocol.capabilities import ShipsDeadlines, TakesSettings
from bluebar.e2e.protocol.capability_checks import require
from bluebar.e2e.protocol.target import Instance, Target
from bluebar.e2e.run.context import RunContext, make_surroundings
from bluebar.e2e.run.running_app import started_app
from bluebar.e2e.scenarios.model import Conditions


class AppInstance:
    """Find, start, kill and stop the app of one test, and read the app's log.

    Args:
        running: the values of the run, e.g. its mail server and the app that tests share.
        target: the app's adapter.
        conditions: the settings and deadlines with which the row needs the app to run.
        folder: the folder for the data of an app that is started for the test.

    Attributes:
        target: the app's adapter. If `start` started the app with its default deadlines, this is a
            copy of the adapter with which bluebar waits longer.
        instance: the running app that the test uses. At first this is the run's shared app; after
            `start` it is the app that was started for the test.
    """

    def __init__(
        self, *, running: RunContext, target: Target, conditions: Conditions, folder: Path
    ) -> None:
        self.running = running
        self.target = target
        self.conditions = conditions
        self.folder = folder
        self.instance: Instance = running.instance
        self._started = ExitStack()
        self._began = datetime.now(UTC)
        log = Path(self.instance.log)
        self._log_offset = log.stat().st_size if log.is_file() else 0

    @property
    def must_be_started(self) -> bool:
        """Say whether an app must be started for this test, because it cannot share an app."""
        is_never_shared = self.target.sharing == "test" and bool(self.instance.pid)
        return self.conditions.needs_own_app or is_never_shared

    def start(self) -> None:
        """Start an app for this test, with the row's settings.

        A second call, e.g. after `kill`, starts the app on the data of the first call.

        Raises:
            NotOffered: bluebar cannot start the app, because it runs already (`--base-url`); or
                the adapter does not accept the row's settings.
        """
        target, running = self.target, self.running
        if not self.instance.pid:
            raise NotOffered(
                f"this scenario needs its own {target.name}; bluebar cannot start one, because "
                f"--base-url names a {target.name} that already runs"
            )
        settings = dict(self.conditions.settings)
        if settings and not settings.keys() <= require(target, TakesSettings).settings:
            raise NotOffered(
                f"this scenario starts {target.name} with the settings {', '.join(settings)}; "
                "the adapter's `settings` do not contain all of them"
            )
        if self.conditions.shipped_deadlines:
            shipping = require(target, ShipsDeadlines)
            settings |= shipping.shipped_settings
            self.target = target = copy(target)
            target.deadlines = shipping.shipped_deadlines
        around = make_surroundings(
            running.server, self.folder / "app", running.allowed_hosts, **settings
        )
        self.instance = self._started.enter_context(started_app(target, around))
        self._log_offset = 0

    def kill(self) -> None:
        """Kill the app that was started for the test; the app gets no chance to save its state."""
        psutil.Process(self.instance.pid).kill()
        self._started.close()

    def stop(self) -> None:
        """Stop the app if it was started for the test. The run's shared app goes on running."""
        self._started.close()

    def written(self) -> Mapping[str, str]:
        """Return what the app wrote since the test began, by place; empty if nobody can read it.

        The places are the app's log, and those that the adapter reads (`ReadsLogs`).
        """
        own = {"the app's log": self.log()} if Path(self.instance.log).is_file() else {}
        if not isinstance(self.target, ReadsLogs):
            return own
        return own | dict(self.target.logs(self.instance, self._began))

    def log(self) -> str:
        """Return the text that the app logged since the test began; empty if there is no log."""
        log = Path(self.instance.log)
        if not log.is_file():
            return ""
        with log.open("rb") as file:
            file.seek(self._log_offset)
            return file.read().decode(errors="replace")
