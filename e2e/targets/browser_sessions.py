"""The browser session of one person, with which all tests of a target start.

A session is Playwright's storage state: cookies, local storage and IndexedDB. `bluebar login` saves
the session of a person who signs in; an adapter with `renew_session` signs in without a person; or
`--storage-state` names a file from elsewhere. A session gives access to the app, so only the owner
may read bluebar's file, and no message contains its content.
"""

import json
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import msgspec
from playwright.sync_api import Page

from bluebar.e2e.protocol.capability_checks import has_capability, keeps_session
from bluebar.e2e.protocol.target import AppUser, Instance, Target
from bluebar.e2e.protocol.user_capabilities import KeepsSession, RenewsSession
from bluebar.e2e.targets.registry import target_name
from bluebar.mailserver.errors import HarnessError

SESSION_FOLDER = Path(".bluebar").absolute()
"""The folder of the saved sessions. git ignores the folder, and only the owner can read it."""

STORAGE_STATE = "--storage-state"
"""The option that names another file."""

OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO

TOKEN = re.compile(r"[^\s:/@]{20,}")
"""Matches a text that may be a token; does not match names, email addresses and sentences."""

SESSION_COOKIE = -1.0
"""The expiry of a cookie that has none: it ends with the browser, or when the app says so."""

Phase = Callable[[str], AbstractContextManager[object]]


class NotSignedIn(HarnessError):
    """There is no session in which a person is signed in."""


class StoredCookie(msgspec.Struct):
    """The parts of a cookie in a storage state that bluebar reads."""

    value: str
    expires: float = SESSION_COOKIE


class StorageState(msgspec.Struct):
    """The parts of Playwright's storage state that bluebar reads.

    Attributes:
        cookies: the cookies of all hosts.
        origins: local storage and IndexedDB of each origin.
    """

    cookies: list[StoredCookie]
    origins: list[dict[str, Any]]

    @property
    def problem(self) -> str:
        """Why nobody can be signed in with this state; empty if somebody may be."""
        ends = [each.expires for each in self.cookies]
        if self.origins or any(end == SESSION_COOKIE or end > time.time() for end in ends):
            return ""
        last = f"its last cookie expired {time.ctime(max(ends))}" if ends else "it has no cookies"
        return f"the session has expired: {last}"


@dataclass(frozen=True, kw_only=True)
class BrowserSession:
    """The browser session of a target. The file of the session may be missing.

    Attributes:
        target: the target.
        file: the file of the session.
        base_url: the app's address for the command in errors; empty if the adapter starts the app.
        is_given: whether `--storage-state` names the file.
    """

    target: Target
    file: Path
    base_url: str = ""
    is_given: bool = False

    @classmethod
    def of(cls, target: Target, *, base_url: str = "", file: str = "") -> Self:
        """Return the session of a target.

        Args:
            target: the target.
            base_url: the app's address; empty if the adapter starts the app.
            file: the value of `--storage-state`; empty for bluebar's own file.
        """
        own = SESSION_FOLDER / f"{re.sub(r'[^A-Za-z0-9._-]', '-', target.name)}.json"
        return cls(
            target=target,
            file=Path(file).absolute() if file else own,
            base_url=base_url,
            is_given=bool(file),
        )

    @property
    def is_used(self) -> bool:
        """Say whether the tests of the target start with the session."""
        return keeps_session(self.target)

    @property
    def can_be_renewed(self) -> bool:
        """Say whether the adapter signs in by itself when the session has ended."""
        return has_capability(self.target, RenewsSession)

    def check(self) -> None:
        """Check the file of the session, if the target uses one; do not contact the app.

        A session that the adapter can renew may be missing or have expired.

        Raises:
            NotSignedIn: the file is missing or unreadable, the session has expired, or other users
                of this machine can read bluebar's file.
        """
        if self.is_used and not (self.can_be_renewed and self._is_missing_or_expired()):
            self._read()

    def context_arguments(self) -> dict[str, Any]:
        """Return the arguments with which Playwright creates a browser context for the target."""
        if not self.is_used or (self.can_be_renewed and not self.file.exists()):
            return {}
        return {"storage_state": str(self.file)}

    def secrets(self) -> set[str]:
        """Return the secrets of the session, which no output may contain.

        These are the values of cookies, and texts in local storage that may be tokens.
        """
        if not self.is_used or not self.file.exists():
            return set()
        state = self._read(check_expiry=False)
        cookies = {cookie.value for cookie in state.cookies}
        return cookies | {token for text in _texts(state.origins) for token in TOKEN.findall(text)}

    def enter(
        self, page: Page, instance: Instance, person: AppUser, phase: Phase = nullcontext
    ) -> None:
        """Sign a person in, as the target does; renew the session of the target if it has ended.

        Args:
            page: the person's page, whose context was made with `context_arguments`.
            instance: the running app.
            person: the person.
            phase: a function that returns a context for a step with this name.

        Raises:
            NotSignedIn: the session has ended, and could not be renewed.
        """
        with phase("sign in"):
            self.target.sign_in(page, instance, person)
        if not self.is_used or self.is_signed_in(page):
            return
        if not self.can_be_renewed:
            raise self.error(f"the session has ended: no user is signed in at {page.url}")
        with phase("renew the session"):
            self.renew(page, instance, person)

    def renew(self, page: Page, instance: Instance, person: AppUser) -> None:
        """Let the adapter sign in on a page without cookies, and save the session.

        Raises:
            NotSignedIn: nobody is signed in afterwards, or the file cannot be written.
        """
        assert isinstance(self.target, RenewsSession)
        page.context.clear_cookies()
        self.target.renew_session(page, instance)
        self.target.sign_in(page, instance, person)
        if not self.is_signed_in(page):
            raise self.error(
                f"`renew_session` has ended, and no user is signed in at {page.url}",
                "try `renew_session` alone: bluebar login "
                f"{target_name(self.target)}{self._address} --renew",
            )
        self.save(page.context.storage_state(indexed_db=True))

    def save(self, state: Mapping[str, Any]) -> None:
        """Write a session to the file.

        Other users of this machine cannot read the file, not even while it is written.

        Args:
            state: the session, as Playwright's storage state.

        Raises:
            NotSignedIn: the file cannot be written.
        """
        written = self.file.with_suffix(f".{os.getpid()}.new")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            if not self.is_given:
                make_session_folder()
            written.unlink(missing_ok=True)
            with os.fdopen(os.open(written, flags, OWNER_ONLY), "w") as out:
                json.dump(state, out)
            written.replace(self.file)
        except OSError as error:
            raise self.error(
                f"the file cannot be written: {error.strerror}",
                f"name a file in a folder that exists: {STORAGE_STATE} FILE",
            ) from error

    def error(self, happened: str, next_step: str = "") -> NotSignedIn:
        """Return an error, by default with the command to sign in with.

        Args:
            happened: what is wrong with the session.
            next_step: what to do.
        """
        option = f" {STORAGE_STATE} {os.path.relpath(self.file)}" if self.is_given else ""
        command = f"bluebar login {target_name(self.target)}{self._address}{option}"
        source = STORAGE_STATE if self.is_given else "`bluebar login` saves it"
        return NotSignedIn(
            wanted=f"the browser session of {self.target.name} ({source})",
            happened=happened,
            where=str(self.file),
            next_step=next_step or f"sign in: {command}",
        )

    @property
    def _address(self) -> str:
        return f" --base-url {self.base_url}" if self.base_url else ""

    def is_signed_in(self, page: Page) -> bool:
        """Say whether the app shows a signed-in user on this page."""
        assert isinstance(self.target, KeepsSession | RenewsSession)
        return self.target.is_signed_in(page)

    def _is_missing_or_expired(self) -> bool:
        return not self.file.exists() or bool(self._read(check_expiry=False).problem)

    def _read(self, *, check_expiry: bool = True) -> StorageState:
        try:
            mode = stat.S_IMODE(self.file.stat().st_mode)
            if mode & OTHERS and not self.is_given:
                raise self.error(
                    f"other users can read the session: the file's mode is {mode:o}, not 600"
                )
            state: StorageState = msgspec.json.decode(self.file.read_bytes(), type=StorageState)
        except FileNotFoundError as error:
            missing = "there is no such file" if self.is_given else "no person has signed in yet"
            raise self.error(missing) from error
        except OSError as error:
            raise self.error(f"the file cannot be read: {error.strerror}") from error
        except msgspec.ValidationError as error:
            raise self.error(f"the file is no storage state of Playwright: {error}") from error
        except msgspec.DecodeError as error:
            raise self.error(f"the file is no JSON: {error}") from error
        if check_expiry and state.problem:
            raise self.error(state.problem)
        return state


def make_session_folder() -> None:
    """Create the folder of the sessions if it is missing.

    Only the owner can read the folder, and git ignores the folder in any repository.
    """
    SESSION_FOLDER.mkdir(exist_ok=True)
    SESSION_FOLDER.chmod(0o700)
    (SESSION_FOLDER / ".gitignore").write_text("*\n")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value.

    If a text is itself a JSON object or list, as often in local storage, its texts are yielded
    instead.
    """
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
    elif isinstance(value, str):
        try:
            inside = json.loads(value)
        except ValueError:
            inside = None
        yield from _texts(inside) if isinstance(inside, dict | list) else [value]
