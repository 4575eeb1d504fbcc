"""GreenMail in a container, as a Testcontainers module. It knows nothing of the rest of bluebar."""

from pathlib import Path
from typing import Any, Self

from testcontainers.core.container import DockerContainer

SMTP, POP3, IMAP, IMAPS, POP3S, API = 3025, 3110, 3143, 3993, 3995, 8080
KEYSTORE = "/home/greenmail/keystore.p12"


class GreenMailContainer(DockerContainer):
    """GreenMail: SMTP, POP3 and IMAP for tests, in one container.

    Ports are published on loopback only. Authentication is on: accounts are made over the REST
    API, or named in `users`. Started means running, not ready: ask the API, then try a login.

    Example:
        >>> from mailserver.container import GreenMailContainer
        >>> with GreenMailContainer(users=("ada:secret@mail.test",)) as greenmail:  # doctest: +SKIP
        ...     host, port = greenmail.get_container_host_ip(), greenmail.get_imap_port()

    Args:
        image: with a tag; `:latest` moves.
        users: `login:password@domain` each.
        keystore: a PKCS12 file with the certificate to show; GreenMail's own is self-signed.
        keystore_password: of the store and the key in it.
        bind: the address on which ports are published.
        java_options: further flags for the JVM.
    """

    def __init__(
        self,
        image: str = "greenmail/standalone:2.1.8",
        *,
        users: tuple[str, ...] = (),
        keystore: Path | None = None,
        keystore_password: str = "",
        bind: str = "127.0.0.1",
        java_options: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(image, **kwargs)
        self.users = users
        self.keystore = keystore
        self.keystore_password = keystore_password
        self.bind = bind
        self.java_options = java_options

    def _configure(self) -> None:
        # with_exposed_ports would publish on every interface, and the API asks for no password.
        ports: Any = dict.fromkeys((SMTP, POP3, IMAP, IMAPS, POP3S, API), (self.bind, None))
        self.ports = ports  # docker-py's form for one interface; testcontainers types only ports
        # The image runs in ASCII otherwise, and takes no password beyond it.
        self.with_env("JAVA_OPTS", f"-Dfile.encoding=UTF-8 {self.java_options}".strip())
        # This replaces all of the image's defaults, `auth.disabled` among them.
        settings = {
            "greenmail.setup.test.all": "",
            "greenmail.hostname": "0.0.0.0",  # noqa: S104 - inside the container
            "greenmail.users": ",".join(self.users),
        }
        if self.keystore is not None:
            settings |= {
                "greenmail.tls.keystore.file": KEYSTORE,
                "greenmail.tls.keystore.password": self.keystore_password,
                "greenmail.tls.key.password": self.keystore_password,
            }
            self.with_volume_mapping(str(self.keystore), KEYSTORE, "ro")
        self.with_env(
            "GREENMAIL_OPTS",
            " ".join(
                f"-D{name}={value}" if value else f"-D{name}"
                for name, value in settings.items()
                if value or name != "greenmail.users"
            ),
        )

    def start(self) -> Self:
        """Start the container; GreenMail itself takes a second or two longer to be ready."""
        self._configure()
        super().start()
        return self

    def get_smtp_port(self) -> int:
        """Return where SMTP is published."""
        return int(self.get_exposed_port(SMTP))

    def get_imap_port(self) -> int:
        """Return where plain IMAP is published."""
        return int(self.get_exposed_port(IMAP))

    def get_imaps_port(self) -> int:
        """Return where IMAP over TLS is published."""
        return int(self.get_exposed_port(IMAPS))

    def get_pop3_port(self) -> int:
        """Return where plain POP3 is published."""
        return int(self.get_exposed_port(POP3))

    def get_pop3s_port(self) -> int:
        """Return where POP3 over TLS is published."""
        return int(self.get_exposed_port(POP3S))

    def get_api_port(self) -> int:
        """Return where the REST API is published."""
        return int(self.get_exposed_port(API))
