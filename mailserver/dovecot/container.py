"""Dovecot in a container, as a Testcontainers module."""

from pathlib import Path, PurePosixPath
from typing import Any

from testcontainers.core.container import DockerContainer

from bluebar.mailserver.dovecot.certificate_files import CERTIFICATE, KEY
from bluebar.mailserver.dovecot.configuration import Folders, Identity, Ports, configuration

SERIES = "2.3"
"""The first two numbers of the version in the image, which decide the configuration."""

IMAGE = f"bluebar-dovecot:{SERIES}"
"""The image that the Dockerfile beside this module makes."""

PORTS = Ports(imap=143, imaps=993, pop3=110, pop3s=995)
ROOT = PurePosixPath("/srv/dovecot")
FOLDERS = Folders(
    base=ROOT / "run",
    state=ROOT / "state",
    mail=ROOT / "mail",
    passwords=ROOT / "passwords",
    certificate=ROOT / CERTIFICATE,
    key=ROOT / KEY,
)
IDENTITY = Identity(
    logins="dovenull",
    internal="dovecot",
    internal_group="dovecot",
    auth="root",
    # Dovecot refuses mailboxes that belong to root.
    mail="nobody",
    mail_group="nogroup",
)
PREPARE = (
    f"mkdir -p {FOLDERS.base} {FOLDERS.state} {FOLDERS.mail} {FOLDERS.passwords} "
    f"&& chown nobody {FOLDERS.mail} && chmod 700 {FOLDERS.passwords} "
    # A link to itself: see `process_launcher`.
    f"&& ln -s anvil-auth-penalty {FOLDERS.base}/anvil-auth-penalty"
)


class DovecotContainer(DockerContainer):
    """Dovecot for tests: IMAP and POP3, each with TLS too, without any account.

    Each account is a file that is copied into `FOLDERS.passwords` while the container runs.

    Args:
        image: the name of an image with Debian's Dovecot.
        folder: a folder with certificate.pem and key.pem, into which dovecot.conf is written.
        bind: the address on which ports are published; "0.0.0.0" for a daemon on another machine.
        kwargs: further arguments of DockerContainer.
    """

    def __init__(self, image: str, *, folder: Path, bind: str, **kwargs: Any) -> None:
        super().__init__(image, **kwargs)
        # docker-py accepts this form for ports on one interface; Testcontainers' types lack the
        # form.
        ports: Any = dict.fromkeys((PORTS.imap, PORTS.imaps, PORTS.pop3, PORTS.pop3s), (bind, None))
        self.ports = ports
        conf = folder / "dovecot.conf"
        conf.write_text(
            configuration(
                version=SERIES,
                host="*",
                ports=PORTS,
                folders=FOLDERS,
                identity=IDENTITY,
                with_pop3=True,
            )
        )
        # Copied, not mounted: a daemon on another machine cannot see these paths.
        for file in (conf, folder / CERTIFICATE, folder / KEY):
            self.with_copy_into_container(file, str(ROOT / file.name))
        run = f"{PREPARE} && exec dovecot -F -c {ROOT}/{conf.name}"
        self.with_command(["/bin/sh", "-c", run])
