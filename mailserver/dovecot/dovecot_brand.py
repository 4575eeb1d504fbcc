"""Dovecot as a brand: its facts, and how bluebar starts and administers a Dovecot."""

from contextlib import AbstractContextManager
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.brand import BrandFacts
from bluebar.mailserver.dovecot.account_files import AccountFiles
from bluebar.mailserver.dovecot.installation import BRAND, installed
from bluebar.mailserver.frontdoor.deviations import Deviations
from bluebar.mailserver.lifecycle.run_scope import RunScope
from bluebar.mailserver.server import MailServer, OwnLauncher, ServerOptions


class Dovecot:
    """The brand Dovecot; see `bluebar.mailserver.brand.Brand`."""

    name = BRAND
    facts = BrandFacts(largest_mailbox=100_000, deviations=Deviations())

    def start(
        self,
        launcher: OwnLauncher,  # noqa: ARG002 - there is one
        options: ServerOptions,  # noqa: ARG002 - Dovecot has none
        authority: Authority,
        run: RunScope,
        *,
        why: str,
    ) -> AbstractContextManager[MailServer]:
        """Return a context that runs a Dovecot.

        The program is looked for before this method returns, and not on entering.

        Raises:
            DovecotUnavailable: there is no Dovecot that can be used.
        """
        # Imported here: the SMTP server takes time to import, and only this brand needs it.
        from bluebar.mailserver.dovecot.process_launcher import (  # noqa: PLC0415
            dovecot_process,
        )

        return dovecot_process(installed(), authority, run.folder / "mailserver", why=why)

    def accounts(self, server: MailServer) -> AccountFiles:
        """Return the accounts of a Dovecot that bluebar has started."""
        return AccountFiles(Path(server.accounts_at))
