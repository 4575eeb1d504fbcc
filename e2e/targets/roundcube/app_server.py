"""The command and files with which Roundcube runs: PHP, configuration, database.

The settings are those of Debian's packages, except the folders, the trusted authority, an editable
Server field, and the adapter's settings.
"""

import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

EXTENSIONS = (
    "ctype", "dom", "exif", "fileinfo", "iconv", "intl", "mbstring", "pdo", "pdo_sqlite", "xml",
)  # fmt: skip
"""The PHP extensions that Roundcube needs, in the order of loading: pdo before pdo_sqlite."""

WORKERS = 8
"""The number of requests that PHP answers at the same time.

A request that waits for a silent server must not block the others."""

LISTENS = r"Development Server \((http://\S+)\) started"


def php_command(root: Path, folder: Path, *, ca_file: str = "") -> tuple[list[str], dict[str, str]]:
    """Write PHP's settings; return the command of PHP, and its environment variables.

    Args:
        root: the folder of the unpacked packages, with Debian's settings for a web server.
        folder: the folder in which to write the settings that differ from Debian's.
        ca_file: the file with the trusted authorities; empty for the system's.
    """
    (extensions,) = root.glob("usr/lib/php/2*")
    extra = folder / "php.d"
    extra.mkdir(parents=True, exist_ok=True)
    lines = [
        f'extension_dir = "{extensions}"',
        f'include_path = ".:{root}/usr/share/php"',
        f'openssl.cafile = "{ca_file}"',
        "zend_extension = opcache",
        *(f"extension = {name}" for name in EXTENSIONS),
    ]
    (extra / "bluebar.ini").write_text("\n".join([*lines, ""]))
    libraries = (*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*"))
    command = [f"{root}/usr/bin/php8.2", "-c", f"{root}/usr/lib/php/8.2/php.ini-production"]
    return command, {
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "PHP_INI_SCAN_DIR": str(extra),
    }


def roundcube_command(
    root: Path, folder: Path, *, ca_file: str, settings: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Write Roundcube's configuration and database; return its command and environment variables.

    Args:
        root: the folder of the unpacked packages.
        folder: the app's folder; an existing database is kept.
        ca_file: the file with the trusted authorities.
        settings: further settings of Roundcube, which override the settings of this function.
    """
    command, environment = php_command(root, folder, ca_file=ca_file)
    temporary, database = folder / "temp", folder / "roundcube.db"
    temporary.mkdir(exist_ok=True)
    for name in ("defaults.inc.php", "mimetypes.php"):
        (folder / name).write_bytes((root / "etc/roundcube" / name).read_bytes())
    if not database.exists():
        with closing(sqlite3.connect(database)) as connection:
            schema = root / "usr/share/roundcube/SQL/sqlite.initial.sql"
            connection.executescript(schema.read_text())
    wanted = {
        "imap_host": "",
        "db_dsnw": f"sqlite:///{database}?mode=0640",
        "des_key": secrets.token_hex(12),
        "log_driver": "stdout",
        "temp_dir": str(temporary),
        **settings,
    }
    (folder / "config.inc.php").write_text(configuration(wanted))
    return [*command, "-S", "127.0.0.1:0", "-t", f"{root}/var/lib/roundcube/public_html"], {
        **environment,
        "ROUNDCUBE_CONFIG_DIR": str(folder),
        "PHP_CLI_SERVER_WORKERS": str(WORKERS),
    }


def configuration(settings: Mapping[str, str]) -> str:
    """Return the text of Roundcube's config.inc.php, with these settings quoted for PHP."""
    lines = [f"$config[{_quoted(name)}] = {_quoted(text)};" for name, text in settings.items()]
    return "\n".join(["<?php", *lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
