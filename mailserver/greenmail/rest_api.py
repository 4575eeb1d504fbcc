"""A client of GreenMail's REST API, for readiness and accounts."""

import ssl
from typing import Any
from urllib.parse import quote

import httpx2

from bluebar.mailserver.accounts import Account, AccountsUnavailable

ANSWER_SECONDS = 10
READINESS_SECONDS = 2

NOT_ANSWERED = (httpx2.HTTPError, httpx2.InvalidURL, ValueError)
"""The exceptions for no usable answer: no HTTP, an error status, an invalid address, or no JSON."""


class GreenMailApi:
    """The accounts of one GreenMail.

    Args:
        url: the URL of the REST API, without a path.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx2.Client(
            # The API is on loopback or in the team's network, where a proxy must not be used.
            trust_env=False,
            # The API speaks plain HTTP; loading the system's authorities takes 0.1 s.
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            # An idle connection would remain open until garbage collection.
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    def is_ready(self) -> bool:
        """Return whether GreenMail reports itself ready; False if no such API answers."""
        try:
            self._request("GET", "/api/service/readiness", seconds=READINESS_SECONDS)
        except NOT_ANSWERED:
            return False
        return True

    def create(self, account: Account) -> None:
        """Create an account.

        Raises:
            AccountsUnavailable: the address or login exists already, or GreenMail fails.
        """
        wanted = f"an account for {account.address} with the login {account.login}"
        body = {"email": account.address, "login": account.login, "password": account.password}
        try:
            self._request("POST", "/api/user", body)
        except httpx2.HTTPStatusError as error:
            raise AccountsUnavailable(
                wanted=wanted,
                happened=_status_text(error),
                where=self.url,
                next_step="use a mail server that no other run uses: the address is taken"
                if error.response.status_code == 400
                else "GreenMail answers 500 to an address with the same Java hash as another; "
                "take another --seed",
            ) from error
        except NOT_ANSWERED as error:
            raise self._unavailable(wanted, error) from error

    def delete(self, address: str) -> None:
        """Delete an account.

        Raises:
            AccountsUnavailable: GreenMail fails. GreenMail 2.1.8 fails to delete an account with an
                open session or a nested folder.
        """
        try:
            self._request("DELETE", f"/api/user/{quote(address)}")
        except NOT_ANSWERED as error:
            raise self._unavailable(f"to delete the account {address}", error) from error

    def addresses(self) -> list[str]:
        """Return the address of every account.

        Raises:
            AccountsUnavailable: GreenMail does not answer.
        """
        try:
            users = self._request("GET", "/api/user")
        except NOT_ANSWERED as error:
            raise self._unavailable("the list of accounts", error) from error
        return [str(user["email"]) for user in users]

    def _unavailable(self, wanted: str, error: Exception) -> AccountsUnavailable:
        if isinstance(error, httpx2.HTTPStatusError):
            happened = _status_text(error)
            next_step = (
                "log out the account's sessions and delete its nested folders first: with either, "
                "GreenMail 2.1.8 does not delete an account"
            )
        else:
            happened = str(error) or type(error).__name__
            next_step = "check whether the mail server still runs; read its last output"
        return AccountsUnavailable(
            wanted=wanted, happened=happened, where=self.url, next_step=next_step
        )

    def _request(
        self, method: str, path: str, body: object = None, seconds: float = ANSWER_SECONDS
    ) -> Any:
        """Send a request; return the JSON in the answer, or None if the answer has no body.

        Raises:
            httpx2.HTTPStatusError: GreenMail answers with an error.
            httpx2.TransportError, httpx2.InvalidURL, ValueError: the answer is missing, or is not
                from a REST API.
        """
        answer = self._client.request(method, self.url + path, json=body, timeout=seconds)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def _status_text(error: httpx2.HTTPStatusError) -> str:
    return f"HTTP {error.response.status_code}: {error.response.text or 'no reason given'}"
