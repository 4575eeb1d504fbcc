"""The pytest plugin of a run, which starts the mail server and the app once, and stops both.

The controller of pytest-xdist starts both; without pytest-xdist, the only process does. Both start
before collection, so that pytest's header can name them. Workers receive the `RunContext`.
"""

import os
import traceback
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import Target
from bluebar.e2e.run.browser import Browser, choose_browser
from bluebar.e2e.run.browser_trial import asks_for_a_special_browser, try_browser
from bluebar.e2e.run.context import RunContext, make_surroundings
from bluebar.e2e.run.deadline_options import DEADLINE, set_deadlines
from bluebar.e2e.run.inbox_options import inbox_factory_for
from bluebar.e2e.run.issue_options import issues_from_options
from bluebar.e2e.run.options import check_arguments, limit_workers
from bluebar.e2e.run.preflight import run_preflight
from bluebar.e2e.run.run_facts import header_lines, run_facts
from bluebar.e2e.run.running_app import attach, started_app
from bluebar.e2e.run.servers import ServerSettings, started_servers
from bluebar.e2e.run.target_options import require_use
from bluebar.e2e.targets.browser_sessions import STORAGE_STATE, BrowserSession
from bluebar.e2e.targets.registry import load_target
from bluebar.fixtures.inbox.inbox_from_options import check_reachable
from bluebar.mailserver.errors import HarnessError, UnexpectedError
from bluebar.mailserver.plugin import options_from
from bluebar.mailserver.proxy_options import proxy_options_from
from bluebar.reports.plugin import RUN_FACTS, note_run_error

HARNESS_ERROR = 3
"""The exit status of a run that could not start."""


class RunPlugin:
    """The pytest plugin that starts a run and stops it.

    Args:
        config: pytest's configuration, which contains the options of the run.

    Raises:
        pytest.UsageError: the target, an option, or the file of known issues is wrong.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.stack = ExitStack()
        self.target: Target = load_target(config.getoption("--target"))
        set_deadlines(self.target, config.getoption(DEADLINE))
        self.known_issues = issues_from_options(config)
        base_url = config.getoption("--base-url")
        self.attached = attach(base_url, config.getoption("--allow-writes")) if base_url else None
        inbox = config.getoption("--inbox")
        factory = inbox_factory_for(self.target, inbox, config.getoption("--inbox-address"))
        self.inbox_factory = factory if inbox else None
        self.session = BrowserSession.of(
            self.target,
            base_url=self.attached.base_url if self.attached else "",
            file=config.getoption(STORAGE_STATE),
        )
        require_use(self.session)
        self.settings = ServerSettings(
            server=options_from(config), doors=proxy_options_from(config)
        )
        self.running: RunContext | None = None
        self.workers = 0

    @property
    def is_worker(self) -> bool:
        """Return whether this process is a worker of pytest-xdist."""
        return hasattr(self.config, "workerinput")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Start the servers before pytest prints its header and pytest-xdist starts the workers.

        A worker starts nothing, and reads the values of the run from the controller.
        """
        if self.config.option.collectonly:
            return
        if self.is_worker:
            worker_input: dict[str, Any] = self.config.workerinput  # type: ignore[attr-defined]
            self._use(RunContext.from_json(worker_input["bluebar"]))
            return
        check_arguments(self.config)
        try:
            browser = self._start()
        except HarnessError as error:
            self._could_not_start(error)
        except pytest.UsageError:
            self.stack.close()
            raise
        except Exception as error:
            trace = "".join(traceback.format_exception(error))
            self._could_not_start(UnexpectedError("to start a run", error), trace)
        except BaseException:
            self.stack.close()
            raise
        assert self.running is not None
        facts = run_facts(self.config, self.running, self.target, browser.name, self.known_issues)
        self.config.stash[RUN_FACTS] = facts

    def _start(self) -> Browser:
        """Start the servers, and return the run's browser.

        If bluebar did not start the app, or a person signed in with `bluebar login`, let the app
        connect one mailbox (the preflight).
        """
        browsers = [self._choose(engine) for engine in self._engines]
        if asks_for_a_special_browser(self.config):
            for each in browsers:
                try_browser(self.config, each.engine, each.launch_arguments)
        browser = browsers[0]
        self.session.check()
        limit_workers(self.config, len(people_of(self.target)))
        if self.inbox_factory:
            check_reachable(self.inbox_factory)
        running = self.stack.enter_context(
            started_servers(self.config, self.target, self.attached, browser, self.settings)
        )
        self._use(running)
        _set_missing_home(running.folder)
        if self.attached or self.session.is_used:
            target = self.config.getoption("--target")
            run_preflight(running, target, browser.engine, browser.launch_arguments)
        return browser

    def _use(self, running: RunContext) -> None:
        """Keep the values of the run, and give pytest-playwright a folder of this run alone.

        pytest-playwright deletes its folder when the first test starts.
        """
        self.running = running
        self.config.option.output = str(Path(running.folder) / "playwright")

    @property
    def _engines(self) -> list[str]:
        """Return the browsers' names in Playwright, in the order of the options."""
        return self.config.getoption("--browser") or ["chromium"]

    def _choose(self, engine: str) -> Browser:
        return choose_browser(
            engine=engine,
            channel=self.config.getoption("--browser-channel"),
            headed=self.config.getoption("--headed"),
        )

    def _could_not_start(self, error: HarnessError, trace: str = "") -> NoReturn:
        """Stop the servers, write a report, and end pytest with the error, without a traceback."""
        self.stack.close()
        where = note_run_error(self.config, f"{error}\n\n{trace}".rstrip())
        pytest.exit(f"bluebar could not start.\n{error}\n{where}", returncode=HARNESS_ERROR)

    def pytest_configure_node(self, node: Any) -> None:
        """Send the values of the run to a worker of pytest-xdist."""
        if self.running is None:
            return
        try:
            context = self._context_of_worker(self.running, node.gateway.id)
        except HarnessError as error:
            self._could_not_start(error)
        node.workerinput["bluebar"] = context.to_json()

    def _context_of_worker(self, running: RunContext, worker: str) -> RunContext:
        """Return the values of the run for a worker.

        If each worker needs an app for itself (`Target.sharing`), the first worker gets the app
        that runs already, and an app is started for every other worker.

        Args:
            running: the values of the run.
            worker: the name of the worker, e.g. gw1.

        Raises:
            HarnessError: the app did not start.
        """
        self.workers += 1
        if self.target.sharing != "worker" or self.attached or self.workers == 1:
            return running
        folder = Path(running.folder) / f"app-{worker}"
        around = make_surroundings(running.server, folder, running.allowed_hosts)
        return replace(running, instance=self.stack.enter_context(started_app(self.target, around)))

    def pytest_report_header(self) -> list[str]:
        """Return lines for pytest's header: mail server, app, browser, and replay options."""
        facts = self.config.stash.get(RUN_FACTS, None)
        return header_lines(facts) if facts else []

    def pytest_unconfigure(self) -> None:
        """Stop all servers, in the reverse order of their start."""
        self.stack.close()


def _set_missing_home(folder: str) -> None:
    """Set HOME to a folder if the user has no home folder, e.g. in a container with `--user 1234`.

    Playwright's driver ends with an error if the user has no home folder.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = folder
