"""One run: its mail server, its app and its authority, started once and told to every worker.

The controller (or the only process, without pytest-xdist) starts them before anything is
collected, so that the header can name them; workers get plain values. Registered by
`e2e/conftest.py`, so that bluebar's own tests start nothing.
"""

import json
import os
import shlex
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from _pytest.main import resolve_collection_argument
from _pytest.mark import deselect_by_keyword, deselect_by_mark

from bluebar.e2e.protocol.capabilities import ReportsVersion
from bluebar.e2e.protocol.pool import people_of
from bluebar.e2e.protocol.target import Instance, Surroundings, Target
from bluebar.e2e.run.browser import Browser, choose_browser
from bluebar.e2e.run.ci_links import source_url
from bluebar.e2e.run.inbox_options import inbox_factory_for
from bluebar.e2e.run.preflight import run_preflight
from bluebar.e2e.run.running_app import attach
from bluebar.e2e.scenarios.offered_rows import SECURITY
from bluebar.e2e.targets import browser_sessions
from bluebar.e2e.targets.registry import load_target
from bluebar.fixtures.inbox.inbox_from_options import check_reachable
from bluebar.fixtures.plugin import now_of, seed_of
from bluebar.mailserver.authority import Authority
from bluebar.mailserver.errors import HarnessError, UnexpectedError
from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.proxy_config import USUAL_PORTS
from bluebar.mailserver.frontdoor.tls_identity import Certificates
from bluebar.mailserver.lifecycle import run_scope
from bluebar.mailserver.plugin import door_options_from, options_from
from bluebar.mailserver.server import MailServer
from bluebar.mailserver.start import serving
from bluebar.reports.plugin import RUN_FACTS, note_run_error

HARNESS_ERROR = 3
"""Exit status when the run could not start."""

OF_THE_RUN = (
    "--target", "--base-url", "--allow-writes", "--inbox", "--summary-to",
    "--mailserver", "--mailserver-at", "--mailserver-ca",
    "--mail-host", "--mail-bind", "--mail-ca", "--mail-cert", "--mail-key",
)  # fmt: skip
"""Options without which a replay would be of another run; those with their usual value are left
out."""


@dataclass(frozen=True, kw_only=True)
class RunContext:
    """What runs: plain values only, because they travel to the workers as JSON."""

    folder: str
    server: MailServer
    instance: Instance
    seed: int
    now: str
    no_real_ports: str
    """Why front doors don't listen at 143 and 993, where they don't."""

    stand: BindConfig
    """Where front doors stand."""

    authority: str
    """Folder of the authority that signs for them."""

    pair: tuple[str, str] | None
    """Files of a certificate and its key that they show instead."""

    no_front_door: bool
    """Whether there are none, and every row goes straight."""

    password: str
    """Of every mailbox; empty for one of each one's own."""

    inbox: str
    """Where the app's mail to users is read; empty for the mail server."""

    summary_to: str
    """The address that users have for it; empty for one of each one's own."""

    def to_json(self) -> str:
        """Return it as text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "RunContext":
        """Read what `to_json` wrote."""
        values = json.loads(text)
        values["server"] = MailServer(**values["server"])
        values["instance"] = Instance(**values["instance"])
        values["stand"] = BindConfig(**values["stand"])
        values["pair"] = values["pair"] and tuple(values["pair"])
        return cls(**values)

    @property
    def certificates(self) -> Certificates:
        """Return what front doors show."""
        pair = (Path(self.pair[0]), Path(self.pair[1])) if self.pair else None
        return Certificates(Authority.open(Path(self.authority)), pair)

    @property
    def allowed_hosts(self) -> tuple[str, ...]:
        """Return where front doors stand, as an app has to be told."""
        return self.stand.networks(real_ports=not self.no_real_ports)

    @property
    def starting_time(self) -> datetime:
        """Return the run's `now`, from which plans tell their dates."""
        return datetime.fromisoformat(self.now)


def surroundings(
    server: MailServer, folder: Path, doors: tuple[str, ...], **settings: str
) -> Surroundings:
    """Tell an app of this run's servers: where they stand, and what it may connect to.

    Args:
        server: the mail server.
        folder: the app's own.
        doors: networks and host:port pairs in which front doors stand.
        settings: of the app.
    """
    return Surroundings(
        mail_server=server,
        folder=folder,
        allowed_hosts=(
            *doors,
            *(f"{server.host}:{port}" for port in (server.imap_port, server.imaps_port)),
        ),
        settings=settings,
    )


class RunPlugin:
    """The pytest plugin that starts a run and ends it."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.stack = ExitStack()
        self.target: Target = load_target(config.getoption("--target"))
        base_url = config.getoption("--base-url")
        allowed = config.getoption("--allow-writes")
        self.attached = attach(base_url, allowed) if base_url else None
        self.pool = people_of(self.target)
        inbox = config.getoption("--inbox")
        plug = inbox_factory_for(self.target, inbox, config.getoption("--summary-to"))
        self.plug = plug if inbox else None
        self.browser: Browser | None = None
        self.running: RunContext | None = None

    @property
    def is_worker(self) -> bool:
        """Say whether this process is one of pytest-xdist's workers."""
        return hasattr(self.config, "workerinput")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Start everything, once, before the header is printed and the workers begin."""
        if self.config.option.collectonly:
            return
        if self.is_worker:
            worker_input: dict[str, Any] = self.config.workerinput  # type: ignore[attr-defined]
            self.running = RunContext.from_json(worker_input["bluebar"])
            return
        check_what_is_asked_for(self.config)
        engine = (self.config.getoption("--browser") or ["chromium"])[0]
        try:
            self.browser = choose_browser(
                engine=engine,
                channel=self.config.getoption("--browser-channel"),
                headed=self.config.getoption("--headed"),
            )
            browser_sessions.check(self.target, self.attached.base_url if self.attached else "")
            if self.plug:
                check_reachable(self.plug)
            self.running = self.stack.enter_context(
                everything(self.config, self.target, self.attached)
            )
            if self.attached or browser_sessions.uses_saved_session(self.target):
                target = self.config.getoption("--target")
                run_preflight(self.running.to_json(), target, engine, self.browser.launch_arguments)
        except HarnessError as error:
            self._could_not_start(error)
        except Exception as error:
            trace = "".join(traceback.format_exception(error))
            self._could_not_start(UnexpectedError("to start a run", error), trace)
        except BaseException:
            self.stack.close()
            raise
        self.config.stash[RUN_FACTS] = self.facts()

    def _could_not_start(self, error: HarnessError, trace: str = "") -> NoReturn:
        """End what was started, write a report, and end pytest with the error alone."""
        self.stack.close()
        where = note_run_error(self.config, f"{error}\n\n{trace}".rstrip())
        pytest.exit(f"bluebar could not start.\n{error}\n{where}", returncode=HARNESS_ERROR)

    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist what runs."""
        if self.running is not None:
            node.workerinput["bluebar"] = self.running.to_json()

    def pytest_report_header(self) -> list[str]:
        """Name the server and why this way, the app, the browser, and how to replay."""
        if self.running is None:
            return []
        facts = self.facts()
        shown = ("mail server", "target", "users", "browser", "replay", "front doors")
        return [f"{name}: {facts[name]}" for name in shown if name in facts]

    def facts(self) -> dict[str, str]:
        """Return what header, records and report say of the run."""
        assert self.running is not None
        server = self.running.server
        browser = self.browser.name if self.browser else ""
        why = self.running.no_real_ports
        doors = {"front doors": f"at free ports, not at 143 and 993: {why}"} if why else {}
        if self.running.no_front_door:
            doors = {"front doors": "left out (--no-front-door): every row goes straight"}
        chosen = {option: str(self.config.getoption(option) or "") for option in OF_THE_RUN}
        again = "".join(
            f" {option} {shlex.quote(value)}"
            for option, value in chosen.items()
            if value and value not in ("reference", "auto")
        )
        again += f" {SECURITY}" if self.config.getoption(SECURITY) else ""
        source = source_url(os.environ)
        facts = {
            "mail server": server.title,
            "way": server.launcher,
            "why": server.why,
            "target": f"{self._named()} at {self.running.instance.base_url}",
            "browser": browser,
            "seed": str(self.running.seed),
            "now": self.running.now,
            "replay": f"--seed {self.running.seed} --now {self.running.now}{again}",
        }
        users = {"users": f"a pool of {len(self.pool)}"} if self.pool else {}
        return facts | doors | users | ({"source": source} if source else {})

    def _named(self) -> str:
        """Return what the target is called, with its version where it tells one."""
        name, target = self.target.name, self.target
        return f"{name} ({target.version()})" if isinstance(target, ReportsVersion) else name

    def pytest_unconfigure(self) -> None:
        """End what was started, in order."""
        self.stack.close()


def check_what_is_asked_for(config: pytest.Config) -> None:
    """Make sure that pytest finds the files and can read -k and -m, before anything is started.

    Under pytest-xdist each worker would find out by itself, and pytest's words would not be heard:
    the run would end with a failed assertion of pytest-xdist's, or with nothing run.

    Raises:
        pytest.UsageError: a file or a marker is unknown, or an expression cannot be read.
    """
    for place, named in enumerate(config.args):
        resolve_collection_argument(
            config.invocation_params.dir, named, place, as_pypath=config.option.pyargs
        )
    deselect_by_keyword([], config)
    deselect_by_mark([], config)


@contextmanager
def everything(
    config: pytest.Config, target: Target, attached: Instance | None
) -> Iterator[RunContext]:
    """Start the run's folder and watchdog, authority, mail server and app; end them in reverse."""
    with ExitStack() as stack:
        run = stack.enter_context(run_scope.run())
        doors = door_options_from(config)
        authority = Authority.at(doors.authority or run.folder / "authority")
        server = stack.enter_context(serving(options_from(config), authority, run))
        server = replace(server, ca_file=str(trusted(server, authority, run.folder)))
        no_real_ports = doors.bind.why_not_real_ports(USUAL_PORTS)
        allowed = doors.bind.networks(real_ports=not no_real_ports)
        around = surroundings(server, run.folder / "app", allowed)
        instance = attached or stack.enter_context(target.running(around))
        yield RunContext(
            folder=str(run.folder),
            server=server,
            instance=instance,
            seed=seed_of(config),
            now=now_of(config).isoformat(),
            no_real_ports=no_real_ports,
            stand=doors.bind,
            authority=str(authority.folder),
            pair=doors.pair and (str(doors.pair[0]), str(doors.pair[1])),
            no_front_door=doors.is_disabled,
            password=config.getoption("--mailbox-password"),
            inbox=config.getoption("--inbox"),
            summary_to=config.getoption("--summary-to"),
        )


def trusted(server: MailServer, authority: Authority, folder: Path) -> Path:
    """Return a file with every authority that the app has to trust: the run's and the server's.

    They are two where the server runs already; front doors are always signed by the run's.
    """
    file = folder / "trusted.pem"
    files = dict.fromkeys((authority.ca_file, Path(server.ca_file)))
    file.write_text("\n".join(each.read_text() for each in files))
    return file
