"""GreenMail's REST API, as far as bluebar uses it: readiness, and accounts made and taken back."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.errors import HarnessError
from bluebar.mailserver.server import MailServer

ANSWER_SECONDS = 10


class AccountNotMade(HarnessError):
    """GreenMail refused to make or to delete an account."""


class NotGreenMailApi(OSError):
    """What answers is not GreenMail's API."""


class GreenMailApi:
    """Talk to one GreenMail.

    Args:
        server: or the URL at which its API answers.
    """

    def __init__(self, server: MailServer | str) -> None:
        self.url = server if isinstance(server, str) else server.api_url
        # The API stands on loopback or in the team's own network: no proxy is asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_ready(self) -> bool:
        """Say whether GreenMail calls itself ready; False while nothing, or no API, answers."""
        try:
            self._ask("GET", "/api/service/readiness", seconds=2)
        except OSError:
            return False
        return True

    def create(self, account: Account) -> None:
        """Make an account with its one login.

        Raises:
            AccountNotMade: the address or login is taken, or GreenMail refused for another reason.
        """
        wanted = f"an account for {account.address} with the login {account.login}"
        try:
            self._ask(
                "POST",
                "/api/user",
                {"email": account.address, "login": account.login, "password": account.password},
            )
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace")
            taken = error.code == 400
            raise AccountNotMade(
                wanted=wanted,
                happened=f"HTTP {error.code}: {said or 'no reason given'}",
                where=self.url,
                next_step="use a mail server of this run alone: the address is taken"
                if taken
                else "GreenMail answers 500 to an address whose Java hash another one has; "
                "take another --seed",
            ) from error
        except OSError as error:
            raise self._unreachable(wanted, error) from error

    def delete(self, address: str) -> None:
        """Delete an account. On 2.1.8 only when no session and no nested folder of it is left.

        Raises:
            AccountNotMade: GreenMail refused.
        """
        try:
            self._ask("DELETE", f"/api/user/{urllib.parse.quote(address)}")
        except OSError as error:
            raise self._unreachable(f"to delete the account {address}", error) from error

    def addresses(self) -> list[str]:
        """Return the address of every account.

        Raises:
            AccountNotMade: GreenMail does not answer.
        """
        try:
            users = self._ask("GET", "/api/user")
        except OSError as error:
            raise self._unreachable("the list of accounts", error) from error
        return [str(user["email"]) for user in users]

    def _unreachable(self, wanted: str, error: OSError) -> AccountNotMade:
        return AccountNotMade(
            wanted=wanted,
            happened=str(error),
            where=self.url,
            next_step="log out its sessions and delete its nested folders first: GreenMail 2.1.8 "
            "deletes no account that has some"
            if isinstance(error, urllib.error.HTTPError)
            else "see whether the mail server still runs; its last output may tell",
        )

    def _ask(
        self, method: str, path: str, body: object = None, seconds: float = ANSWER_SECONDS
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the URL is the run's own server
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with self._opener.open(request, timeout=seconds) as answer:
                return json.loads(answer.read() or b"null")
        except (http.client.HTTPException, ValueError) as error:
            raise NotGreenMailApi(f"what answers is no REST API ({error!r})") from error
