"""Kith's settings, from environment variables."""

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting has an invalid value."""


class Settings(BaseSettings):
    """Kith's settings. Each is read from an environment variable.

    The variable has the name of the field in capitals, e.g. APP_PORT. An empty variable counts as
    missing.

    Time-outs and intervals are in seconds. docs/reference-app.md describes each setting.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    app_host: str = "127.0.0.1"
    app_port: int = Field(default=0, ge=0)
    app_data: Path = Path("kith-data")
    app_base_url: str = ""
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=0)
    smtp_from: str = "kith@kith.example"
    mail_ca_file: str = ""
    allowed_mail_hosts: str = ""
    connect_timeout: float = Field(default=10, ge=0)
    greeting_timeout: float = Field(default=15, ge=0)
    login_timeout: float = Field(default=30, ge=0)
    command_timeout: float = Field(default=60, ge=0)
    sync_interval: float = Field(default=300, ge=0)
    retry_interval: float = Field(default=60, ge=0)
    page_rows: int = Field(default=2000, ge=1)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings from the environment variables.

        Raises:
            SettingsError: a value is invalid; the message names the first such variable.
        """
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
        expected = first.get("ctx", {}).get("expected", "a number of zero or more")
        name = str(first["loc"][0]).upper()
        raise SettingsError(f"{name}={first['input']!r}: expected {expected}")
