"""Find the options to run the same tests again (a replay), and check pytest's arguments early."""

import shlex

import pytest
from _pytest.main import resolve_collection_argument
from _pytest.mark import deselect_by_keyword, deselect_by_mark

from bluebar.e2e.run.deadline_options import DEADLINE
from bluebar.e2e.run.settings_options import LOADED
from bluebar.e2e.scenarios.offered_rows import SECURITY

REPLAYED = (
    "--target", "--base-url", "--allow-writes", "--storage-state", "--inbox", "--inbox-address",
    "--mailserver", "--mailserver-at", "--mailserver-ca", "--mailserver-accounts",
    "--proxy-host", "--proxy-bind", "--proxy-ports", "--proxy-ca", "--proxy-cert", "--proxy-key",
    "--known-issues",
    "--browser-channel", "--device",
)  # fmt: skip
"""The options that a replay command repeats unless they have their default values."""

DEFAULTS = ("", "reference", "auto")


def replay_options(config: pytest.Config, *, seed: int, now: str) -> str:
    """Return the options for a command that runs tests of this run again, with the same data.

    Args:
        config: pytest's configuration, which contains the options of the run.
        seed: the seed of the run.
        now: the time of the run in ISO 8601.
    """
    chosen = {option: str(config.getoption(option) or "") for option in REPLAYED}
    words = ["--seed", str(seed), "--now", now]
    # The file is read in a replay, too. A default value that the command line chose must win again.
    in_file = config.stash[LOADED].values if LOADED in config.stash else {}
    for option, value in chosen.items():
        is_needed = value not in DEFAULTS or option.removeprefix("--") in in_file
        words += [option, value] if is_needed else []
    words += [f"{DEADLINE}={each}" for each in config.getoption(DEADLINE)]
    words += [SECURITY] if config.getoption(SECURITY) else []
    words += [word for each in config.getoption("--browser") for word in ("--browser", each)]
    return shlex.join(words)


def check_arguments(config: pytest.Config) -> None:
    """Let pytest check the paths, -k and -m before anything starts.

    pytest itself checks the arguments later, in each worker of pytest-xdist. There a wrong argument
    ends the run with a failed assertion of pytest-xdist, or with no test, and not with pytest's
    message about the argument.

    Raises:
        pytest.UsageError: a path or a marker is unknown, or an expression is invalid.
    """
    for place, named in enumerate(config.args):
        resolve_collection_argument(
            config.invocation_params.dir, named, place, as_pypath=config.option.pyargs
        )
    deselect_by_keyword([], config)
    deselect_by_mark([], config)


def limit_workers(config: pytest.Config, people: int) -> None:
    """Use one worker of pytest-xdist if the app has one user, whom all tests take in turn.

    Further workers would only start browsers and wait.

    Args:
        config: pytest's configuration.
        people: the number of users in the target's pool; 0 if users are made for each test.
    """
    specs = getattr(config.option, "tx", None) or []
    if people == 1 and len(specs) > 1:
        config.option.tx = specs[:1]
