"""What Roundcube runs with: PHP as unpacked, its settings, Roundcube's configuration, a database.

All is as Debian ships it but for what a run has to say: folders, the authority to trust, a free
Server box, and what the adapter sets. What is *not* here: driving it (`adapter`).
"""

import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

EXTENSIONS = (
    "ctype", "dom", "exif", "fileinfo", "iconv", "intl", "mbstring", "pdo", "pdo_sqlite", "xml",
)  # fmt: skip
"""What Roundcube asks for beyond what PHP has built in; PDO before its driver."""

WORKERS = 8
"""Requests at a time: those that wait for a silent server must not keep the others waiting."""

LISTENS = r"Development Server \((http://\S+)\) started"


def php(root: Path, folder: Path, *, ca_file: str = "") -> tuple[list[str], dict[str, str]]:
    """Write PHP's settings; return its command, and the variables that it is run with.

    Args:
        root: where the packages were unpacked; Debian's settings for a web server are its own.
        folder: for what differs from these.
        ca_file: the authorities that it trusts; empty for the machine's.
    """
    (extensions,) = root.glob("usr/lib/php/2*")
    differs = folder / "php.d"
    differs.mkdir(parents=True, exist_ok=True)
    lines = [
        f'extension_dir = "{extensions}"',
        f'include_path = ".:{root}/usr/share/php"',
        f'openssl.cafile = "{ca_file}"',
        "zend_extension = opcache",
        *(f"extension = {name}" for name in EXTENSIONS),
    ]
    (differs / "bluebar.ini").write_text("\n".join([*lines, ""]))
    libraries = (*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*"))
    command = [f"{root}/usr/bin/php8.2", "-c", f"{root}/usr/lib/php/8.2/php.ini-production"]
    return command, {
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "PHP_INI_SCAN_DIR": str(differs),
    }


def roundcube(
    root: Path, folder: Path, *, ca_file: str, settings: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Write what Roundcube needs; return its command, and the variables that it is run with.

    Args:
        root: where the packages were unpacked.
        folder: the app's own; a database that is there is kept.
        ca_file: the authorities that it trusts.
        settings: of Roundcube, over those that a run needs.
    """
    command, environment = php(root, folder, ca_file=ca_file)
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
    """Return Roundcube's config.inc.php with these settings, quoted as PHP reads them."""
    lines = [f"$config[{_quoted(name)}] = {_quoted(text)};" for name, text in settings.items()]
    return "\n".join(["<?php", *lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
