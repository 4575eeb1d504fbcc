"""The configuration of a private Dovecot 2.3 or 2.4, as text. No I/O.

The settings are described on Dovecot's pages, e.g. doc.dovecot.org/2.3/settings/core/ and
doc.dovecot.org/2.4.1/core/summaries/settings.html.
"""

from dataclasses import dataclass
from pathlib import PurePath

LINE = "account"
"""The name of the only line in each file with a password."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The system users as whom the parts of a Dovecot run.

    Attributes:
        logins: the user of the processes that talk to clients that are not logged in.
        internal: the user of the processes that need no rights.
        internal_group: the group of `internal`.
        auth: the user of the process that reads the passwords.
        mail: the user who owns the mailboxes.
        mail_group: the group of `mail`.
    """

    logins: str
    internal: str
    internal_group: str
    auth: str
    mail: str
    mail_group: str


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The ports of a Dovecot; POP3's are used only if the program for POP3 is installed."""

    imap: int
    imaps: int
    pop3: int
    pop3s: int


@dataclass(frozen=True, kw_only=True)
class Folders:
    """The folders and files of a Dovecot.

    Attributes:
        base: the folder of the sockets; the paths of sockets are limited to about 100 characters.
        state: the folder of what Dovecot remembers between two starts.
        mail: the folder of the mailboxes.
        passwords: the folder with a file for each account.
        certificate: the file with the certificate and its chain (PEM).
        key: the file with the key (PEM).
    """

    base: PurePath
    state: PurePath
    mail: PurePath
    passwords: PurePath
    certificate: PurePath
    key: PurePath


def configuration(
    *,
    version: str,
    host: str,
    ports: Ports,
    folders: Folders,
    identity: Identity,
    with_pop3: bool,
) -> str:
    """Return the text of dovecot.conf.

    The name of a file with a password is the MD5 of the user name, so that a user name may have any
    characters. Each account has a file of its own, because Dovecot looks only once a second whether
    a file has changed. The file has one line, with the same name in all files.

    Args:
        version: the version of Dovecot, a key of `GENERAL`.
        host: the address at which Dovecot listens.
        ports: the ports at this address.
        folders: the folders and files.
        identity: the system users.
        with_pop3: whether the programs for POP3 are installed.

    Raises:
        KeyError: there is no configuration for this version.
    """
    general, for_ever = GENERAL[version]
    protocols = ("imap", "pop3") if with_pop3 else ("imap",)
    logins = "".join(LOGINS.format(name=each) for each in protocols)
    return (general + SERVICES + logins).format(
        host=host,
        ports=ports,
        folders=folders,
        who=identity,
        protocols=" ".join(protocols),
        line=LINE,
        for_ever=for_ever,
    )


GENERAL_2_3 = """\
ssl_cert = <{folders.certificate}
ssl_key = <{folders.key}
disable_plaintext_auth = no
auth_username_format = %Lu
mail_location = mdbox:~/mdbox

passdb {{
  driver = passwd-file
  args = username_format={line} {folders.passwords}/%Mu
}}
userdb {{
  driver = static
  args = uid={who.mail} gid={who.mail_group} home={folders.mail}/%Mu
}}
"""

GENERAL_2_4 = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
ssl_server_cert_file = {folders.certificate}
ssl_server_key_file = {folders.key}
auth_allow_cleartext = yes
auth_username_format = %{{user | lower}}
mail_driver = mdbox
mail_path = ~/mdbox
mail_home = {folders.mail}/%{{user | md5 | hexlify}}
mail_uid = {who.mail}
mail_gid = {who.mail_group}

passdb passwd-file {{
  passwd_file_path = {folders.passwords}/%{{user | md5 | hexlify}}
  auth_username_format = {line}
}}
userdb static {{
}}
"""

GENERAL = {
    "2.3": (GENERAL_2_3, "service_count = 0"),
    "2.4": (GENERAL_2_4, "restart_request_count = unlimited"),
}
"""For each version: the settings whose names differ, and the one for a process without end."""

MINIMAL = {"2.3": "", "2.4": "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n"}
"""For each version, a configuration with nothing but what Dovecot requires."""

SERVICES = """
base_dir = {folders.base}
state_dir = {folders.state}
log_path = /dev/stderr
protocols = {protocols}
listen = {host}
default_internal_user = {who.internal}
default_internal_group = {who.internal_group}
default_login_user = {who.logins}
first_valid_uid = 0

ssl = yes
auth_mechanisms = plain login
# All characters are allowed in user names, and capitals do not matter.
auth_username_chars =
auth_failure_delay = 0
mail_max_userip_connections = 0
# The mailboxes end with the run.
mail_fsync = never
# How often IDLE looks for new mail on a system without inotify.
mailbox_idle_check_interval = 1 secs

service auth {{
  user = {who.auth}
}}
service anvil {{
  chroot =
  # Without this socket, a wrong password does not delay the next logins from the same address.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

LOGINS = """\
service {name}-login {{{{
  chroot =
  {{for_ever}}
  inet_listener {name} {{{{
    port = {{ports.{name}}}
  }}}}
  inet_listener {name}s {{{{
    port = {{ports.{name}s}}
    ssl = yes
  }}}}
}}}}
"""
"""The service of the logins of a protocol, imap or pop3."""
