"""The configuration of a private Dovecot 2.3, as text. No I/O.

The settings are described on Dovecot's pages, e.g. doc.dovecot.org/2.3/settings/core/.
"""

from dataclasses import dataclass
from pathlib import Path

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

    base: Path
    state: Path
    mail: Path
    passwords: Path
    certificate: Path
    key: Path


def configuration(
    *, host: str, ports: Ports, folders: Folders, identity: Identity, with_pop3: bool
) -> str:
    """Return the text of dovecot.conf.

    `%Mu` is the MD5 of the user name, so that a user name may have any characters. Each account has
    a file of its own, because Dovecot looks only once a second whether a file has changed. The file
    has one line, with the same name in all files.
    """
    protocols = "imap pop3" if with_pop3 else "imap"
    pop3 = POP3.format(ports=ports) if with_pop3 else ""
    return SETTINGS.format(
        host=host,
        ports=ports,
        folders=folders,
        who=identity,
        protocols=protocols,
        pop3=pop3,
        line=LINE,
    )


SETTINGS = """\
base_dir = {folders.base}
state_dir = {folders.state}
log_path = /dev/stderr
# The mark of the run, by which a later run finds what a killed run left.
import_environment = $import_environment BLUEBAR_RUN
protocols = {protocols}
listen = {host}
default_internal_user = {who.internal}
default_internal_group = {who.internal_group}
default_login_user = {who.logins}
first_valid_uid = 0

ssl = yes
ssl_cert = <{folders.certificate}
ssl_key = <{folders.key}
disable_plaintext_auth = no
auth_mechanisms = plain login
# All characters are allowed in user names, and capitals do not matter.
auth_username_chars =
auth_username_format = %Lu
auth_failure_delay = 0
mail_max_userip_connections = 0

mail_location = mdbox:~/mdbox
# The mailboxes end with the run.
mail_fsync = never
# Where inotify is not available, IDLE tells of new mail after this time.
mailbox_idle_check_interval = 1 secs

passdb {{
  driver = passwd-file
  args = username_format={line} {folders.passwords}/%Mu
}}
userdb {{
  driver = static
  args = uid={who.mail} gid={who.mail_group} home={folders.mail}/%Mu
}}
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
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {ports.imap}
  }}
  inet_listener imaps {{
    port = {ports.imaps}
    ssl = yes
  }}
}}
{pop3}"""

POP3 = """\
service pop3-login {{
  chroot =
  service_count = 0
  inet_listener pop3 {{
    port = {ports.pop3}
  }}
  inet_listener pop3s {{
    port = {ports.pop3s}
    ssl = yes
  }}
}}
"""
