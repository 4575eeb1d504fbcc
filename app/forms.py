"""Read and check submitted forms.

A page shows each error at its field, in the wording of the help article.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from bluebar.app.mailbox_login import MailboxLogin

INVALID = "Invalid characters found"
HOST = re.compile(r"[^\s/@:?#\\]+|\[[0-9a-fA-F:.]+\]|[0-9a-fA-F:.]+")


@dataclass(frozen=True, kw_only=True)
class ConnectInput:
    """The input of the IMAP form, without white space around the texts, except the password's.

    Attributes:
        errors: the error of each wrong field, by the field's name.
    """

    email_address: str
    username: str
    password: str = field(repr=False)
    server: str
    port: str
    use_ssl: bool
    errors: dict[str, str]

    @property
    def address(self) -> str:
        """Return the mailbox's address.

        The address is the user name if that contains an @, else the text of the field for the
        address.
        """
        return self.username if "@" in self.username else self.email_address

    @property
    def other_username(self) -> str:
        """Return the other form of the user name, for a second try after a refusal.

        For a whole address, the other form is the part before the @. For the part before the @, the
        other form is the address in the form, or empty if that address begins differently.
        """
        local, at, _ = self.username.partition("@")
        if at:
            return local
        return self.email_address if self.email_address.partition("@")[0] == local else ""

    @property
    def login(self) -> MailboxLogin:
        """Return the login that the form contains; call this only if the form has no errors."""
        return MailboxLogin(
            username=self.username,
            password=self.password,
            server=self.server,
            port=int(self.port),
            use_ssl=self.use_ssl,
        )


def read_connect_form(form: Mapping[str, object], *, kept_for: str | None = None) -> ConnectInput:
    """Read and check the submitted IMAP form.

    Args:
        form: the submitted fields.
        kept_for: the server for which Kith has a stored password. For this server the password
            field may be empty, which means the stored password.
    """
    given = {
        name: str(form.get(name) or "") for name in ("email_address", "username", "server", "port")
    }
    trimmed = {name: value.strip() for name, value in given.items()}
    trimmed["server"] = trimmed["server"].strip("[]")  # an IPv6 address in brackets
    password = str(form.get("password") or "")
    errors: dict[str, str] = {}
    required = {"username": "username", "server": "IMAP server", "port": "port"}
    for name, label in required.items():
        if not trimmed[name]:
            errors[name] = f"Enter the {label}."
    if not password and trimmed["server"] != kept_for:
        errors["password"] = "Enter the email password."  # noqa: S105 - a sentence
    for name, value in {**trimmed, "password": password}.items():
        if _has_control_characters(value):
            errors[name] = INVALID
    if trimmed["server"] and not HOST.fullmatch(trimmed["server"]):
        errors["server"] = INVALID
    if trimmed["port"] and not _is_port(trimmed["port"]):
        errors["port"] = INVALID
    address = trimmed["username"] if "@" in trimmed["username"] else trimmed["email_address"]
    if "email_address" not in errors and "username" not in errors and not _is_address(address):
        if "@" in trimmed["username"]:
            errors["username"] = INVALID
        else:
            errors["email_address"] = (
                INVALID if trimmed["email_address"] else "Enter the email address."
            )
    return ConnectInput(
        password=password, use_ssl=bool(form.get("use_ssl")), errors=errors, **trimmed
    )


@dataclass(frozen=True, kw_only=True)
class SignUpInput:
    """The input of the sign-up form.

    Attributes:
        errors: the error of each wrong field, by the field's name.
    """

    name: str
    email: str
    password: str = field(repr=False)
    errors: dict[str, str]


def read_sign_up_form(form: Mapping[str, object]) -> SignUpInput:
    """Read and check the submitted sign-up form."""
    name, email = (str(form.get(each) or "").strip() for each in ("name", "email"))
    password = str(form.get("password") or "")
    errors = {}
    if not name:
        errors["name"] = "Enter the name."
    if not _is_address(email):
        errors["email"] = "Enter the email address."
    if len(password) < 8:
        errors["password"] = "Enter the password: 8 characters or more."  # noqa: S105 - a sentence
    if _has_control_characters(name):
        errors["name"] = INVALID
    if _has_control_characters(email):
        errors["email"] = INVALID
    return SignUpInput(name=name, email=email.lower(), password=password, errors=errors)


def _has_control_characters(value: str) -> bool:
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value)


def _is_port(value: str) -> bool:
    return value.isascii() and value.isdecimal() and 1 <= int(value) <= 65_535


def _is_address(value: str) -> bool:
    local, at, domain = value.rpartition("@")
    return bool(local and at and domain) and not re.search(r"\s", value)
