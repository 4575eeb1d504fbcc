"""Run GreenMail in a container of bluebar's own run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.docker_client import published_host
from bluebar.mailserver.docker_container import (
    how_it_ended,
    output_of,
    published_on,
    running_container,
    with_direct_address,
)
from bluebar.mailserver.greenmail.container import IMAP, POP3, GreenMailContainer
from bluebar.mailserver.greenmail.keystore import KEYSTORE_PASSWORD, write_keystore
from bluebar.mailserver.greenmail.ready import version_of, wait_for_greenmail
from bluebar.mailserver.greenmail.release import BRAND, FACTS, GREENMAIL_VERSION
from bluebar.mailserver.greenmail.rest_api import GreenMailApi
from bluebar.mailserver.lifecycle.process_cleanup import LABEL, ContainerNote
from bluebar.mailserver.server import LOOPBACK, MailServer


@contextmanager
def greenmail_in_docker(
    authority: Authority, folder: Path, *, image: str, why: str, run_id: str, note: ContainerNote
) -> Iterator[MailServer]:
    """Run GreenMail in a container, yield the server when ready, and remove the container.

    Args:
        authority: the authority that signs GreenMail's certificate.
        folder: the folder for GreenMail's keystore.
        image: the name of the image, which is on this machine already (`ensure_image`).
        why: the reason for this launcher, for header and report.
        run_id: the run's id; it is the container's label, by which the container is found if this
            process is killed.
        note: the file that records for the clean-up after the run that there is a container.

    Raises:
        ContainerNotStarted: Docker did not start the container.
        NotReady: GreenMail did not become ready.
    """
    host = published_host(os.environ)
    folder.mkdir(parents=True, exist_ok=True)
    keystore = folder / "greenmail.p12"
    names = dict.fromkeys(("localhost", LOOPBACK, host))
    write_keystore(authority, keystore, KEYSTORE_PASSWORD, *names)
    make = partial(
        GreenMailContainer,
        image,
        keystore=keystore,
        keystore_password=KEYSTORE_PASSWORD,
        bind=published_on(host),
        labels={LABEL: run_id},
    )
    with running_container(make, image, note, instead="jvm") as container:
        server = _server(container, host, why, authority)
        wait_for_greenmail(
            server,
            has_ended=lambda: how_it_ended(container),
            output=lambda: output_of(container),
        )
        server = replace(server, version=version_of(server))
        accounts = GreenMailApi(server.accounts_at)
        yield with_direct_address(server, container, accounts, imap=IMAP, pop3=POP3)


def _server(container: GreenMailContainer, host: str, why: str, authority: Authority) -> MailServer:
    return MailServer(
        brand=BRAND,
        launcher="docker",
        version=GREENMAIL_VERSION,
        why=why,
        host=host,
        smtp_host=host,
        imap_port=container.get_imap_port(),
        imaps_port=container.get_imaps_port(),
        smtp_port=container.get_smtp_port(),
        pop3_port=container.get_pop3_port(),
        pop3s_port=container.get_pop3s_port(),
        accounts_at=f"http://{host}:{container.get_api_port()}",
        ca_file=str(authority.ca_file),
        facts=FACTS,
    )
