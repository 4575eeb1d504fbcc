"""Fill in the connect form, and check that its fields contain the typed texts."""

from collections.abc import Mapping

from playwright.sync_api import Locator

from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.form_controls import choose_ssl, control, is_ssl_chosen
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.mailserver.errors import HarnessError


class FieldNotTaken(HarnessError):
    """A field of the form does not contain the text that bluebar typed."""


def fill_in(form: ConnectForm, typed: FormInput) -> None:
    """Fill in the form, and check that every field contains the typed text.

    Raises:
        FieldNotTaken: a field contains another text than the typed text.
        NotOffered: the field for the port takes only digits, and other characters are typed.
    """
    if form.email_address is not None:
        control(form, "email_address").fill(typed.email_address)
    fill_user_name(form, typed)
    fill_password(form, typed)
    if form.show_field is not None:
        # The next step may not lead back to these fields.
        _require_equal(form, _read_credentials(form, typed))
    fill_server(form, typed)
    if form.show_field is not None:
        _require_equal(form, _read_server(form, typed))
    else:
        require_taken(form, typed)


def fill_user_name(form: ConnectForm, typed: FormInput) -> None:
    """Fill in the user name, in the text that the form takes."""
    control(form, "username").fill(form.username_text(typed))


def fill_password(form: ConnectForm, typed: FormInput) -> None:
    """Fill in the password."""
    control(form, "password").fill(typed.password)


def require_taken(form: ConnectForm, typed: FormInput) -> None:
    """Check that every field contains the typed text.

    Raises:
        FieldNotTaken: a field contains another text than the typed text.
    """
    _require_equal(form, read_back(form, typed))


def _require_equal(form: ConnectForm, fields: Mapping[str, tuple[str, str]]) -> None:
    for name, (held, wanted) in fields.items():
        # A form may remove spaces around a text, but not around a password, which may contain them.
        if held != wanted and (name == "password" or held != wanted.strip()):
            shown = "something else" if name == "password" else repr(held)
            raise FieldNotTaken(
                wanted=f"the {name} field to contain the typed text",
                happened=f"the field contains {shown}",
                where=form.username.page.url,
                next_step="check in the trace whether a script of the page changed the field, and "
                "check the adapter's locator for the field",
            )


def read_back(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    """Return, by the name of each field, the text in the field and the text that was typed."""
    return {**_read_credentials(form, typed), **_read_server(form, typed)}


def read_settings(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str | bool, str | bool]]:
    """Return, by the name of each setting, the value in the form and the value that is expected.

    The password is not included. User name and server are expected without spaces around them.
    """
    texts = {"user name": _read_user_name(form, typed), **_read_server(form, typed)}
    settings: dict[str, tuple[str | bool, str | bool]] = {
        name: (held, wanted if name == "port" else wanted.strip())
        for name, (held, wanted) in texts.items()
    }
    if form.use_ssl is not None:
        settings["SSL"] = (is_ssl_chosen(form), typed.use_ssl)
    return settings


def _read_credentials(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    password = (control(form, "password").input_value(), typed.password)
    return {"user name": _read_user_name(form, typed), "password": password}


def _read_user_name(form: ConnectForm, typed: FormInput) -> tuple[str, str]:
    return control(form, "username").input_value(), form.username_text(typed)


def _read_server(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    texts: dict[str, tuple[str, str]] = {}
    if form.server is not None:
        texts["server"] = (control(form, "server").input_value(), form.server_text(typed))
    if form.port is not None:
        held = control(form, "port").input_value()
        texts["port"] = (held.replace(form.thousands, ""), typed.port)
    return texts


def fill_server(form: ConnectForm, typed: FormInput) -> None:
    """Fill in server, SSL and port in this order: an app may change the port when SSL is ticked.

    Raises:
        NotOffered: the field for the port takes only digits, and other characters are typed.
    """
    if form.server is not None:
        control(form, "server").fill(form.server_text(typed))
    if form.use_ssl is not None:
        choose_ssl(form, wanted=typed.use_ssl, starttls=typed.starttls)
    if form.port is not None:
        port = control(form, "port")
        require_port_taken(port, typed)
        port.fill(typed.port)


def require_port_taken(port: Locator, typed: FormInput) -> None:
    """Make sure that the field for the port takes the typed text.

    Raises:
        NotOffered: the field takes only digits, and other characters are typed.
    """
    is_number = typed.port.isdecimal() or not typed.port
    if not is_number and port.get_attribute("type") == "number":
        raise NotOffered(
            f"this scenario types {typed.port!r} as the port; the form accepts only digits"
        )


def mark_typed_password(form: ConnectForm) -> None:
    """Mark the element into which the password was typed, by a property that the page ignores.

    In a form of several steps the element may be gone, and nothing is marked.
    """
    if form.show_field is None:
        form.password.evaluate("element => { element.bluebarTyped = true }")


def has_typed_password(form: ConnectForm) -> bool:
    """Say whether the password field is still the element that `mark_typed_password` marked.

    If it is, the app has not drawn the form again, and the field contains what the person typed.
    """
    found: bool = form.password.evaluate("element => element.bluebarTyped === true")
    return found
