"""Roundcube's adapter: the Server box, the reasons of messages, and the configuration.

These tests do not start Roundcube; `pytest e2e --target roundcube` does.
"""

from pathlib import Path

import pytest

from bluebar.e2e.outcome.verdict import Reason
from bluebar.e2e.protocol.target import FormInput
from bluebar.e2e.targets.registry import load_target
from bluebar.e2e.targets.roundcube import app_server
from bluebar.e2e.targets.roundcube.adapter import Roundcube, reason_for, server_text


def typed(host: str = "mail.example", *, use_ssl: bool = True, starttls: bool = False) -> FormInput:
    return FormInput(
        email_address="",
        username="ann",
        password="x",
        server=host,
        port="993",
        use_ssl=use_ssl,
        starttls=starttls,
    )


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (typed(), "ssl://mail.example:993"),
        (typed(use_ssl=False), "mail.example:993"),
        (typed(starttls=True), "tls://mail.example:993"),
        (typed(use_ssl=False, starttls=True), "mail.example:993"),
        (typed(" mail.example "), " ssl://mail.example:993 "),
        (typed(""), ""),
    ],
    ids=["ssl", "plain", "starttls", "starttls without ssl", "pasted with spaces", "left empty"],
)
def test_the_server_box_contains_host_port_and_ssl(typed: FormInput, text: str) -> None:
    assert server_text(typed) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Login failed.", Reason.WRONG_CREDENTIALS),
        ("Invalid server name.", Reason.INVALID_CHARACTERS),
        ("Connection to storage server failed.", Reason.UNSPECIFIED),
        ("Invalid request! No data was saved.", Reason.UNSPECIFIED),
        ("", Reason.UNSPECIFIED),
    ],
)
def test_a_reason_is_read_and_never_guessed(text: str, reason: Reason) -> None:
    assert reason_for(text, typed()) is reason


def test_an_empty_server_is_a_missing_field() -> None:
    assert reason_for("Invalid server name.", typed("")) is Reason.MISSING_FIELD


def test_it_is_bundled_and_loads_without_an_installation() -> None:
    assert isinstance(load_target("roundcube"), Roundcube)


def unpacked(folder: Path) -> Path:
    """Return a folder with the files of the unpacked packages that are read."""
    for name, text in (
        ("usr/lib/php/20220829/dom.so", ""),
        ("usr/lib/x86_64-linux-gnu/libxml2.so.2", ""),
        ("etc/roundcube/defaults.inc.php", "<?php // all of them"),
        ("etc/roundcube/mimetypes.php", "<?php return [];"),
        ("usr/share/roundcube/SQL/sqlite.initial.sql", "CREATE TABLE users (username TEXT);"),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_php_uses_the_unpacked_files_and_not_the_systems(tmp_path: Path) -> None:
    root = unpacked(tmp_path / "root")
    command, environment = app_server.php_command(
        root, tmp_path / "run", ca_file="/run/trusted.pem"
    )
    assert command[0] == f"{root}/usr/bin/php8.2"
    assert environment["LD_LIBRARY_PATH"] == f"{root}/usr/lib/x86_64-linux-gnu"
    settings = (Path(environment["PHP_INI_SCAN_DIR"]) / "bluebar.ini").read_text()
    assert f'extension_dir = "{root}/usr/lib/php/20220829"' in settings
    assert 'openssl.cafile = "/run/trusted.pem"' in settings


def test_roundcube_has_a_separate_folder_and_database(tmp_path: Path) -> None:
    root, folder = unpacked(tmp_path / "root"), tmp_path / "run"
    _, environment = app_server.roundcube_command(
        root, folder, ca_file="", settings={"imap_timeout": "3"}
    )
    assert environment["ROUNDCUBE_CONFIG_DIR"] == str(folder)
    config = (folder / "config.inc.php").read_text()
    assert "$config['imap_host'] = '';" in config
    assert "$config['imap_timeout'] = '3';" in config
    assert f"$config['db_dsnw'] = 'sqlite:///{folder}/roundcube.db?mode=0640';" in config
    assert (folder / "defaults.inc.php").read_text() == "<?php // all of them"


def test_an_existing_database_is_kept(tmp_path: Path) -> None:
    root, folder = unpacked(tmp_path / "root"), tmp_path / "run"
    app_server.roundcube_command(root, folder, ca_file="", settings={})
    (folder / "roundcube.db").write_bytes(b"kept")
    app_server.roundcube_command(root, folder, ca_file="", settings={})
    assert (folder / "roundcube.db").read_bytes() == b"kept"


def test_special_characters_are_quoted_for_php() -> None:
    config = app_server.configuration({"temp_dir": "/tmp/it's \\ here/$x"})  # noqa: S108 - never made
    assert config == "<?php\n$config['temp_dir'] = '/tmp/it\\'s \\\\ here/$x';\n"
