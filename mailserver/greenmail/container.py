"""GreenMail in a container, as a Testcontainers module.

This module is independent of bluebar's runs, authority and labels; `docker_launcher` adds these.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

SMTP, POP3, IMAP, SMTPS, IMAPS, POP3S, API = 3025, 3110, 3143, 3465, 3993, 3995, 8080
EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - compared with `bind` only
KEYSTORE = "/home/greenmail/keystore.p12"


class GreenMailContainer(DockerContainer):
    """GreenMail: a mail server for tests, with SMTP, IMAP and POP3, each with TLS too.

    The example starts a server with one user, delivers a message by SMTP (which needs no login)
    and reads the message by IMAP (which needs one). A user is `login:password@domain`, with the
    address `login@domain`. To create more users, POST to `get_api_url() + "/api/user"`.

    Example:
        >>> import imaplib, smtplib
        >>> from bluebar.mailserver.greenmail.container import GreenMailContainer

        >>> with GreenMailContainer(users=["ada:secret@mail.test"]) as greenmail:
        ...     host = greenmail.get_container_host_ip()
        ...     with smtplib.SMTP(host, greenmail.get_smtp_port()) as smtp:
        ...         _ = smtp.sendmail("bob@mail.test", "ada@mail.test", "Subject: Hello")
        ...     with imaplib.IMAP4(host, greenmail.get_imap_port()) as imap:
        ...         _ = imap.login("ada", "secret")
        ...         _ = imap.select()
        ...         imap.fetch("1", "(BODY[HEADER.FIELDS (SUBJECT)])")[1][0][1].strip()
        b'Subject: Hello'

    For TLS that a client can verify, pass a PKCS12 `keystore` with a certificate for the host name
    that clients use; GreenMail's default certificate names no host.

    Ports are published on loopback only, because the REST API has no authentication; `bind` changes
    this. `start` returns when the API reports ready; `waiting_for` chooses another condition.

    Args:
        image: the image's name with a tag, because the tag `latest` changes.
        users: the users to create, each as `login:password@domain` without a comma in the password.
        keystore: a PKCS12 file, copied into the container.
        keystore_password: the password of the keystore and of the key in the keystore.
        bind: the address on which ports are published; "0.0.0.0" for a daemon on another machine.
        java_options: flags for the JVM, e.g. `-Xmx512m`.
        kwargs: further arguments of DockerContainer.
    """

    def __init__(
        self,
        image: str = "greenmail/standalone:2.1.8",
        *,
        users: Sequence[str] = (),
        keystore: Path | None = None,
        keystore_password: str = "",
        bind: str = "127.0.0.1",
        java_options: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(image, **kwargs)
        self.users = tuple(users)
        self.keystore = keystore
        self.keystore_password = keystore_password
        self.bind = bind
        self.java_options = java_options
        if keystore is not None:
            # Copied, not mounted: a daemon on another machine cannot see this path, and the
            # container's user cannot read a file with mode 0600.
            self.with_copy_into_container(keystore, KEYSTORE)
        self.waiting_for(HttpWaitStrategy(API, "/api/service/readiness").for_status_code(200))

    def _configure(self) -> None:
        # docker-py accepts this form for ports on one interface; Testcontainers' types lack the
        # form.
        ports: Any = dict.fromkeys((SMTP, POP3, IMAP, SMTPS, IMAPS, POP3S, API), (self.bind, None))
        self.ports = ports
        # Without this the image's JVM uses ASCII, and rejects passwords with other characters.
        self.with_env("JAVA_OPTS", f"-Dfile.encoding=UTF-8 {self.java_options}".strip())
        # This replaces all of the image's defaults, `greenmail.auth.disabled` among them.
        self.with_env("GREENMAIL_OPTS", " ".join(self._settings()))

    def _settings(self) -> list[str]:
        settings = [
            "-Dgreenmail.setup.test.all",
            "-Dgreenmail.hostname=0.0.0.0",
            # Milliseconds: on a busy machine a listener takes longer than the default of 2 s.
            "-Dgreenmail.startup.timeout=30000",
        ]
        if self.users:
            settings.append(f"-Dgreenmail.users={','.join(self.users)}")
        if self.keystore is not None:
            settings += [
                f"-Dgreenmail.tls.keystore.file={KEYSTORE}",
                f"-Dgreenmail.tls.keystore.password={self.keystore_password}",
                f"-Dgreenmail.tls.key.password={self.keystore_password}",
            ]
        return settings

    def start(self) -> Self:
        """Start the container and wait until GreenMail is ready.

        Raises:
            TimeoutError: GreenMail is not ready within the time-out of Testcontainers; a note of
                the exception has the output of the container.
        """
        super().start()
        return self

    def get_container_host_ip(self) -> str:
        """Return the address on which the ports are published."""
        # The guess of testcontainers (a gateway, if this process is in a container itself) reaches
        # only ports that are published on every address.
        return super().get_container_host_ip() if self.bind in EVERY_ADDRESS else self.bind

    def get_smtp_port(self) -> int:
        """Return the published port of SMTP."""
        return int(self.get_exposed_port(SMTP))

    def get_smtps_port(self) -> int:
        """Return the published port of SMTP over TLS."""
        return int(self.get_exposed_port(SMTPS))

    def get_imap_port(self) -> int:
        """Return the published port of plain IMAP."""
        return int(self.get_exposed_port(IMAP))

    def get_imaps_port(self) -> int:
        """Return the published port of IMAP over TLS."""
        return int(self.get_exposed_port(IMAPS))

    def get_pop3_port(self) -> int:
        """Return the published port of plain POP3."""
        return int(self.get_exposed_port(POP3))

    def get_pop3s_port(self) -> int:
        """Return the published port of POP3 over TLS."""
        return int(self.get_exposed_port(POP3S))

    def get_api_port(self) -> int:
        """Return the published port of the REST API."""
        return int(self.get_exposed_port(API))

    def get_api_url(self) -> str:
        """Return the URL of the REST API, without a trailing slash."""
        return f"http://{self.get_container_host_ip()}:{self.get_api_port()}"
