"""An app whose form does not ask for the server: an administrator sets it before."""

from typing import Any, cast

import pytest
from playwright.sync_api import Error as PlaywrightError

from bluebar.e2e.outcome.adapter_error import AdapterError
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.outcome.verdict import Connected
from bluebar.e2e.protocol.target import ConnectForm, FormInput, Instance
from bluebar.e2e.scenarios import account, refusals
from bluebar.e2e.scenarios.model import Scenario
from bluebar.e2e.scenarios.offered_rows import require_offered
from bluebar.e2e.steps.connect import connect, retry
from bluebar.e2e.steps.connected_account import edit
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User
from bluebar.mailserver.accounts import Account
from tests.e2e.test_unverified_targets import ROW, Control, Unverified, form, mailbox, user_of
from tests.e2e.wrong_adapters import WaitsInArrange

APP = Instance(base_url="http://app.test", values={"admin": "sesame"})
SERVER_MISSING = next(row for row in refusals.MISSING if row.expected.wrong_field == "server")
AN_ADDRESS = "ann@x.test"


class SignsIn(Unverified):
    """An app that connects at the sign-in, to the server that its administrator has set."""

    signing_in_connects = True

    def __init__(self, form: ConnectForm) -> None:
        super().__init__(Connected(), form)
        self.saved = Connected()
        self.arranged: list[tuple[Instance, FormInput]] = []

    def arrange(self, page: object, instance: Instance, typed: FormInput) -> None:
        assert page
        self.arranged.append((instance, typed))

    def open_connect_form(self, _: object) -> ConnectForm:
        assert self.arranged
        return self.form


def signs_in(**changes: Any) -> SignsIn:
    return SignsIn(form(server=None, port=None, **changes))


def user(target: object) -> User:
    made = user_of(target)
    vars(made)["instance"] = APP
    return made


def mailbox_of_ann(row: Scenario = ROW, **typed: Any) -> Mailbox:
    made = mailbox(row, **typed)
    vars(made).update(
        account=Account(address=AN_ADDRESS, login="ann", password="x" * 8), local_part="ann"
    )
    return made


def test_the_administrator_sets_what_will_be_typed_before_the_form_is_opened() -> None:
    target = signs_in()
    connection = connect(user(target), mailbox_of_ann(server=" h ", port="10143", use_ssl=False))
    ((instance, settings),) = target.arranged
    assert instance == APP
    assert (settings.server, settings.port, settings.use_ssl) == ("h", "10143", False)
    assert connection.typed.server == " h "
    assert cast("Control", target.form.username).value == "ann"


def test_a_row_that_judges_the_field_for_the_server_is_not_offered() -> None:
    with pytest.raises(NotOffered, match="needs a field for the server; unverified's form has"):
        connect(user(signs_in()), mailbox_of_ann(SERVER_MISSING, server=""))


def test_settings_that_a_row_changes_are_arranged_again() -> None:
    target = signs_in()
    first = connect(user(target), mailbox_of_ann())
    retry(first, password="another")
    assert len(target.arranged) == 1
    edit(first, port="10143")
    assert target.arranged[1][1].port == "10143"
    with pytest.raises(NotOffered, match="needs a field for the server"):
        edit(first, server="other")


def test_a_form_without_a_server_needs_an_adapter_that_arranges_the_server() -> None:
    with pytest.raises(AdapterError, match="give `server`, or define `arrange`"):
        connect(user(Unverified(Connected(), form(server=None))), mailbox_of_ann())


def test_a_form_without_a_port_says_how_the_app_knows_the_port() -> None:
    saved = Unverified(Connected(), form(port=None))
    with pytest.raises(AdapterError, match=r"the form .* does not say the port: give `port`; or"):
        connect(user(saved), mailbox_of_ann())
    in_one = form(port=None, server_text=lambda typed: f"{typed.server}:{typed.port}")
    connect(user(Unverified(Connected(), in_one)), mailbox_of_ann())
    assert cast("Control", in_one.server).value == "h:993"


def test_a_form_without_a_port_and_a_choice_of_ssl_says_which_one_the_app_makes() -> None:
    no_choice = form(port=None, fixed_ports=("993", "143"), use_ssl=None)
    with pytest.raises(AdapterError, match="does not say the choice of SSL: give `use_ssl`; or"):
        connect(user(Unverified(Connected(), no_choice)), mailbox_of_ann())


BY_PORT = Unverified(Connected(), form(use_ssl=None))


@pytest.mark.parametrize(("port", "use_ssl"), [("993", True), ("143", False), ("", True)])
def test_a_form_without_a_choice_of_ssl_says_it_by_the_port(port: str, use_ssl: bool) -> None:
    connection = connect(user(BY_PORT), mailbox_of_ann(port=port, use_ssl=use_ssl))
    assert connection.verdict == Connected()


@pytest.mark.parametrize(("port", "use_ssl"), [("993", False), ("143", True), ("10993", True)])
def test_a_form_without_a_choice_of_ssl_is_not_offered_other_ports(
    port: str, use_ssl: bool
) -> None:
    with pytest.raises(NotOffered, match=f"port {port} with.* has no choice of SSL, so an app can"):
        connect(user(BY_PORT), mailbox_of_ann(port=port, use_ssl=use_ssl))


FIXED = Unverified(Connected(), form(port=None, fixed_ports=("993", "143")))


@pytest.mark.parametrize(("port", "use_ssl"), [("993", True), ("143", False)])
def test_an_app_with_fixed_ports_is_judged_at_these_ports(port: str, use_ssl: bool) -> None:
    connection = connect(user(FIXED), mailbox_of_ann(port=port, use_ssl=use_ssl))
    assert connection.verdict == Connected()


@pytest.mark.parametrize(("port", "use_ssl", "uses"), [("10993", True, 993), ("993", False, 143)])
def test_an_app_with_fixed_ports_is_not_offered_others(port: str, use_ssl: bool, uses: int) -> None:
    said = (
        f"needs port {port}; unverified's form has no field for the port, and the app uses {uses}"
    )
    with pytest.raises(NotOffered, match=said):
        connect(user(FIXED), mailbox_of_ann(port=port, use_ssl=use_ssl))


def test_a_time_out_in_arrange_is_the_adapters_also_after_the_click() -> None:
    made = user(WaitsInArrange(PlaywrightError("Timeout 500ms exceeded.")))
    made.attempt.clicked = True
    with pytest.raises(AdapterError, match="Timeout 500ms"):
        connect(made, mailbox_of_ann())


def an_address(typed: FormInput) -> str:
    return typed.username if "@" in typed.username else typed.email_address


def test_a_form_that_takes_only_addresses_gets_the_address_for_a_short_user_name() -> None:
    target = signs_in(username_text=an_address)
    connection = connect(user(target), mailbox_of_ann())
    assert cast("Control", target.form.username).value == AN_ADDRESS
    assert connection.typed.username == target.arranged[0][1].username == "ann"


@pytest.mark.parametrize("username", ["", "ann\u0007x", 'ann" "x'])
def test_another_text_that_this_form_cannot_take_is_not_offered(username: str) -> None:
    target = signs_in(username_text=an_address)
    with pytest.raises(NotOffered, match="form does not take this text"):
        connect(user(target), mailbox_of_ann(username=username))
    assert cast("Control", target.form.username).value == ""


def test_without_an_administrator_no_short_user_name_is_offered_to_a_form_for_addresses() -> None:
    takes_addresses = form(username_text=an_address)
    with pytest.raises(NotOffered, match="this scenario types 'ann' as the user name"):
        connect(user(Unverified(Connected(), takes_addresses)), mailbox_of_ann())
    assert cast("Control", takes_addresses.username).value == ""


def test_another_address_is_typed_as_it_is() -> None:
    target = signs_in(username_text=an_address)
    connect(user(target), mailbox_of_ann(username="nobody.ann@x.test"))
    assert cast("Control", target.form.username).value == "nobody.ann@x.test"


def test_without_a_mailbox_nobody_is_signed_in_who_could_see_something() -> None:
    with pytest.raises(NotOffered, match="not for targets with SignInConnects"):
        require_offered(account.SECOND_USER, cast("Any", signs_in()), probes=True)
