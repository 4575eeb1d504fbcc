"""Fill in the connect form, and check that its fields contain the typed texts."""

from bluebar.e2e.protocol.ssl_control import choose_ssl, is_ssl_chosen
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.mailserver.errors import HarnessError


class FieldNotTaken(HarnessError):
    """A field of the form does not contain the text that bluebar typed."""


def fill_in(form: ConnectForm, typed: FormInput) -> None:
    """Fill in the form, and check that every field contains the typed text.

    Raises:
        FieldNotTaken: a field contains another text than the typed text.
    """
    if form.email_address is not None:
        form.email_address.fill(typed.email_address)
    form.username.fill(form.username_text(typed))
    form.password.fill(typed.password)
    fill_server(form, typed)
    require_taken(form, typed)


def require_taken(form: ConnectForm, typed: FormInput) -> None:
    """Check that every field contains the typed text.

    Raises:
        FieldNotTaken: a field contains another text than the typed text.
    """
    for name, (held, wanted) in read_back(form, typed).items():
        # A form may remove spaces around a text, but not around a password, which may contain them.
        if held != wanted and (name == "password" or held != wanted.strip()):
            shown = "something else" if name == "password" else repr(held)
            raise FieldNotTaken(
                wanted=f"the {name} field to contain the typed text",
                happened=f"the field contains {shown}",
                where=form.username.page.url,
                next_step="look in the trace whether a script of the page changed the field, and "
                "check the adapter's locator for the field",
            )


def read_back(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    """Return, by the name of each field, the text in the field and the text that was typed."""
    texts = _read_texts(form, typed)
    password = (form.password.input_value(), typed.password)
    return {"user name": texts.pop("user name"), "password": password, **texts}


def read_settings(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str | bool, str | bool]]:
    """Return, by the name of each setting, the value in the form and the value that is expected.

    The password is not included. User name and server are expected without spaces around them.
    """
    settings: dict[str, tuple[str | bool, str | bool]] = {
        name: (held, wanted if name == "port" else wanted.strip())
        for name, (held, wanted) in _read_texts(form, typed).items()
    }
    if form.use_ssl is not None:
        settings["SSL"] = (is_ssl_chosen(form), typed.use_ssl)
    return settings


def _read_texts(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    texts = {"user name": (form.username.input_value(), form.username_text(typed))}
    if form.server is not None:
        texts["server"] = (form.server.input_value(), form.server_text(typed))
    if form.port is not None:
        texts["port"] = (form.port.input_value().replace(form.thousands, ""), typed.port)
    return texts


def fill_server(form: ConnectForm, typed: FormInput) -> None:
    """Fill in server, SSL and port in this order: an app may change the port when SSL is ticked."""
    if form.server is not None:
        form.server.fill(form.server_text(typed))
    if form.use_ssl is not None:
        choose_ssl(form, wanted=typed.use_ssl)
    if form.port is not None:
        form.port.fill(typed.port)


def mark_typed_password(form: ConnectForm) -> None:
    """Mark the element into which the password was typed, by a property that the page ignores."""
    form.password.evaluate("element => { element.bluebarTyped = true }")


def has_typed_password(form: ConnectForm) -> bool:
    """Say whether the password field is still the element that `mark_typed_password` marked.

    If it is, the app has not drawn the form again, and the field contains what the person typed.
    """
    found: bool = form.password.evaluate("element => element.bluebarTyped === true")
    return found
