"""Dovecot as a brand: its facts, and how bluebar starts and administers a Dovecot."""

from contextlib import AbstractContextManager
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brand import BrandFacts
from bluebar.mailserver.docker_check import check_docker
from bluebar.mailserver.dovecot.account_files import AccountFiles
from bluebar.mailserver.dovecot.installation import BRAND, installed
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions

DOCKERFILE = Path(__file__).with_name("Dockerfile")
BUILD_SECONDS = 300.0
"""Maximum seconds for the build of the image, which takes about a minute."""


class Dovecot:
    """The brand Dovecot; see `bluebar.mailserver.brand.Brand`."""

    name = BRAND
    facts = BrandFacts(largest_mailbox=100_000, deviations=Deviations())
    launchers: tuple[OwnLauncher, ...] = ("process", "docker")

    def start(
        self,
        launcher: OwnLauncher,
        options: ServerOptions,
        authority: Authority,
        run: RunScope,
        *,
        why: str,
    ) -> AbstractContextManager[MailServer]:
        """Return a context that runs a Dovecot.

        The program, or Docker and the image, are looked for before this method returns, and not on
        entering.

        Raises:
            HarnessError: see `installed`, `check_docker`, `ensure_image`, `ensure_built_image`,
                `dovecot_process` and `dovecot_in_docker`.
        """
        folder = run.folder / "mailserver"
        if launcher == "docker":
            return self._in_docker(options, authority, run, folder, why=why)
        # Imported here: the SMTP server takes time to import, and only this brand needs it.
        from bluebar.mailserver.dovecot.process_launcher import (  # noqa: PLC0415
            dovecot_process,
        )

        return dovecot_process(installed(), authority, folder, why=why)

    def _in_docker(
        self,
        options: ServerOptions,
        authority: Authority,
        run: RunScope,
        folder: Path,
        *,
        why: str,
    ) -> AbstractContextManager[MailServer]:
        check_docker()
        # Imported here: see docker_check.
        from bluebar.mailserver.docker_image import (  # noqa: PLC0415
            ensure_built_image,
            ensure_image,
        )
        from bluebar.mailserver.dovecot.container import IMAGE  # noqa: PLC0415
        from bluebar.mailserver.dovecot.docker_launcher import (  # noqa: PLC0415
            dovecot_in_docker,
        )

        if options.image:
            ensure_image(options.image, options.pull_seconds)
        else:
            ensure_built_image(IMAGE, DOCKERFILE, BUILD_SECONDS)
        image = options.image or IMAGE
        return dovecot_in_docker(
            authority, folder, image=image, why=why, run_id=run.id, note=run.containers
        )

    def accounts(self, server: MailServer) -> AccountFiles:
        """Return the accounts of a Dovecot that bluebar has started."""
        folder = Path(server.accounts_at)
        if server.launcher != "docker":
            return AccountFiles(folder)
        # Imported here: see docker_check.
        from bluebar.mailserver.dovecot.container_accounts import (  # noqa: PLC0415
            ContainerAccounts,
        )

        return ContainerAccounts(folder)
