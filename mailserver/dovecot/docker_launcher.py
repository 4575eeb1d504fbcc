"""Run Dovecot in a container of bluebar's own run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.docker_client import published_host
from bluebar.mailserver.docker_container import (
    how_it_ended,
    output_of,
    published_on,
    running_container,
    with_direct_address,
)
from bluebar.mailserver.dovecot.certificate_files import write_certificate
from bluebar.mailserver.dovecot.container import PORTS, DovecotContainer
from bluebar.mailserver.dovecot.container_accounts import ContainerAccounts
from bluebar.mailserver.dovecot.installation import BRAND
from bluebar.mailserver.dovecot.release import FACTS
from bluebar.mailserver.lifecycle.process_cleanup import LABEL, ContainerNote
from bluebar.mailserver.readiness import wait_until_ready
from bluebar.mailserver.server import LOOPBACK, MailServer
from bluebar.mailserver.smtp_delivery import MailDelivery, delivering, smtp_socket


@contextmanager
def dovecot_in_docker(
    authority: Authority, folder: Path, *, image: str, why: str, run_id: str, note: ContainerNote
) -> Iterator[MailServer]:
    """Run Dovecot in a container, yield the server when ready, and remove the container.

    Args:
        authority: the authority that signs Dovecot's certificate.
        folder: the folder for the files that are copied into the container.
        image: the name of the image, which is on this machine already (`ensure_dovecot_image`).
        why: the reason for this launcher, for header and report.
        run_id: the run's id; it is the container's label, by which the container is found if this
            process is killed.
        note: the file that records for the clean-up after the run that there is a container.

    Raises:
        ContainerNotStarted: Docker did not start the container.
        NotReady: Dovecot did not become ready.
    """
    host = published_host(os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    accounts = ContainerAccounts(folder / "accounts")
    accounts.make_folders()
    write_certificate(authority, folder, *dict.fromkeys(("localhost", LOOPBACK, host)))
    make = partial(
        DovecotContainer,
        image,
        folder=folder,
        bind=published_on(host),
        labels={LABEL: run_id},
    )
    with running_container(make, image, note, instead="jvm") as container, smtp_socket() as bound:
        accounts.note_container(str(container.get_wrapped_container().id))
        smtp = bound.getsockname()[1]
        server = _server(container, host, smtp, why=why, authority=authority, folder=folder)
        wait_until_ready(
            server,
            accounts,
            has_ended=lambda: how_it_ended(container),
            output=lambda: output_of(container),
        )
        server = with_direct_address(server, container, accounts, imap=PORTS.imap, pop3=PORTS.pop3)
        with delivering(MailDelivery(accounts.registry.find, *server.nearest("imap")), bound):
            yield server


def _server(
    container: DovecotContainer,
    host: str,
    smtp: int,
    *,
    why: str,
    authority: Authority,
    folder: Path,
) -> MailServer:
    printed: Any = container.get_wrapped_container().exec_run(["dovecot", "--version"]).output
    return MailServer(
        brand=BRAND,
        launcher="docker",
        version=printed.decode(errors="replace").partition(" ")[0],
        why=why,
        host=host,
        smtp_host=LOOPBACK,
        smtp_port=smtp,
        imap_port=int(container.get_exposed_port(PORTS.imap)),
        imaps_port=int(container.get_exposed_port(PORTS.imaps)),
        pop3_port=int(container.get_exposed_port(PORTS.pop3)),
        pop3s_port=int(container.get_exposed_port(PORTS.pop3s)),
        accounts_at=str(folder / "accounts"),
        ca_file=str(authority.ca_file),
        facts=FACTS,
    )
