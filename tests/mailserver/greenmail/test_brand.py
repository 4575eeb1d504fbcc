"""GreenMail as a brand: its facts are true of a server, and its addresses can be read."""

import pytest

from bluebar.mailserver.brands import BRANDS
from bluebar.mailserver.greenmail.greenmail_brand import GreenMail
from bluebar.mailserver.server import MailServer
from tests.mailserver.brand_checks import check_facts


def test_the_facts_are_true_of_a_running_server(server: MailServer) -> None:
    check_facts(server)


def test_the_brand_is_found_by_its_name() -> None:
    assert isinstance(BRANDS["GreenMail"], GreenMail)


def test_an_external_server_has_the_host_and_the_ports_of_its_address() -> None:
    server = GreenMail().external("mail.test:1,2,3,4,5,6", "ca.pem")
    assert server.host == "mail.test"
    assert (server.imap_port, server.imaps_port, server.smtp_port) == (1, 2, 3)
    assert (server.pop3_port, server.pop3s_port) == (4, 5)
    assert server.accounts_at == "http://mail.test:6"
    assert server.ca_file == "ca.pem"


@pytest.mark.parametrize("address", ["here", "mail.test:1,2", "mail.test:1,2,3,4,5,x"])
def test_an_address_in_another_format_is_an_error(address: str) -> None:
    with pytest.raises(ValueError, match=r"unpack|invalid literal"):
        GreenMail().external(address, "ca.pem")
