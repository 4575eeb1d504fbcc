"""Kith's settings: environment variables, each with what it means and its default."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path


class SettingsError(Exception):
    """A setting has a value that cannot be used."""


def _setting(default: str, meaning: str) -> str:
    value: str = field(default=default, metadata={"meaning": meaning})
    return value


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting; the name of its variable is the field's in capitals."""

    app_host: str = _setting("127.0.0.1", "Address to listen on.")
    app_port: str = _setting("0", "Port to listen on; 0 takes a free one.")
    app_data: str = _setting("kith-data", "Folder for the database and the key; made when missing.")
    app_base_url: str = _setting("", "Where people reach Kith; used for links in mail.")
    smtp_host: str = _setting("127.0.0.1", "Server that takes Kith's own mail.")
    smtp_port: str = _setting("25", "Its port.")
    smtp_from: str = _setting("kith@kith.example", "Sender of Kith's own mail.")
    mail_ca_file: str = _setting("", "Certificates (PEM) trusted for IMAP, besides the system's.")
    allowed_mail_hosts: str = _setting(
        "",
        "Private networks and host:port pairs (or host:*), by comma, to which mailboxes may be "
        "connected; "
        "all other private addresses are refused.",
    )
    connect_timeout: str = _setting("10", "Seconds for finding and reaching the mail server.")
    greeting_timeout: str = _setting("15", "Seconds for its greeting.")
    login_timeout: str = _setting("30", "Seconds for its answer to user name and password.")
    command_timeout: str = _setting("60", "Seconds of silence in its answer to any later command.")
    sync_interval: str = _setting("300", "Seconds between two syncs of an account.")
    retry_interval: str = _setting(
        "60", "Seconds after which a sync that failed is tried again, if that may help."
    )
    log_level: str = _setting("INFO", "DEBUG, INFO, WARNING or ERROR.")

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the environment.

        Raises:
            SettingsError: a number is none.
        """
        names = [each.name for each in fields(cls)]
        given = {name: os.environ[name.upper()] for name in names if os.environ.get(name.upper())}
        settings = cls(**given)
        for name in names:
            if name.endswith(("_port", "_timeout", "_interval")):
                settings.number(name)
        return settings

    def number(self, name: str) -> float:
        """Return a setting as a number.

        Raises:
            SettingsError: it is none, or negative.
        """
        text: str = getattr(self, name)
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if number < 0:
            raise SettingsError(f"{name.upper()}={text!r}: expected a number of zero or more")
        return number

    @property
    def data(self) -> Path:
        """Return the folder for what Kith keeps."""
        return Path(self.app_data)
