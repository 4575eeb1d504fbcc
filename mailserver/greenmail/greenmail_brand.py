"""GreenMail as a brand: its facts, and how bluebar starts, awaits and administers a GreenMail."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brand import BrandFacts
from bluebar.mailserver.docker_check import check_docker
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.greenmail.jvm_launcher import greenmail_on_jvm
from bluebar.mailserver.greenmail.ready import version_of, wait_for_greenmail
from bluebar.mailserver.greenmail.release import BRAND, FACTS, GREENMAIL_VERSION, IMAGE
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions


class GreenMail:
    """The brand GreenMail; see `bluebar.mailserver.brand.ExternalBrand`.

    Attributes:
        version: the version that bluebar pins.
        image: the container image of `version`.
    """

    name = BRAND
    version = GREENMAIL_VERSION
    image = IMAGE
    launchers: tuple[OwnLauncher, ...] = ("docker", "jvm")
    external_format = "HOST:IMAP,IMAPS,SMTP,POP3,POP3S,API"
    external_example = "127.0.0.1:3143,3993,3025,3110,3995,8080"
    facts = BrandFacts(
        largest_mailbox=5_000,
        deviations=Deviations(
            wrong_envelopes=True,
            wrong_sizes=True,
            refused_searches=True,
            keep_alive_seconds=10.0,  # GreenMail closes a silent connection after 30 s
        ),
    )

    def start(
        self,
        launcher: OwnLauncher,
        options: ServerOptions,
        authority: Authority,
        run: RunScope,
        *,
        why: str,
    ) -> AbstractContextManager[MailServer]:
        """Return a context that runs a GreenMail.

        Docker and the image are checked before this method returns, and not on entering.

        Raises:
            HarnessError: see `check_docker`, `ensure_image`, `greenmail_in_docker` and
                `greenmail_on_jvm`.
        """
        folder = run.folder / "mailserver"
        if launcher == "jvm":
            return greenmail_on_jvm(authority, folder, why=why, java=options.java)
        check_docker()
        # Imported here: see docker_check.
        from bluebar.mailserver.docker_image import ensure_image  # noqa: PLC0415
        from bluebar.mailserver.greenmail.docker_launcher import (  # noqa: PLC0415
            greenmail_in_docker,
        )

        image = options.image or self.image
        ensure_image(image, options.pull_seconds)
        return greenmail_in_docker(
            authority, folder, image=image, why=why, run_id=run.id, note=run.containers
        )

    def external(self, address: str, ca_file: str) -> MailServer:
        """Describe a GreenMail that is already running, without contacting it.

        Raises:
            ValueError: the address is not in `external_format`.
        """
        host, _, ports = address.rpartition(":")
        imap, imaps, smtp, pop3, pop3s, api = (int(port) for port in ports.split(","))
        return MailServer(
            brand=self.name,
            launcher="external",
            version="of unknown version",
            why="asked for",
            host=host,
            smtp_host=host,
            imap_port=imap,
            imaps_port=imaps,
            smtp_port=smtp,
            pop3_port=pop3,
            pop3s_port=pop3s,
            accounts_at=f"http://{host}:{api}",
            ca_file=ca_file,
            facts=FACTS,
        )

    @contextmanager
    def connected(
        self,
        server: MailServer,
        run: RunScope,  # noqa: ARG002 - nothing is kept
        *,
        within: float,
    ) -> Iterator[MailServer]:
        """Wait for an external GreenMail; yield the server with its version.

        Raises:
            NotReady, AuthenticationDisabled: see `readiness.wait_until_ready`.
        """
        wait_for_greenmail(server, within=within)
        yield replace(server, version=version_of(server))

    def accounts(self, server: MailServer) -> GreenMailApi:
        """Return the accounts of a GreenMail, administered over its REST API."""
        return GreenMailApi(server.accounts_at)
