"""Fill in the connect form, and read its fields back."""

from bluebar.e2e.protocol.ssl_control import choose_ssl
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.mailserver.errors import HarnessError


class FieldNotTaken(HarnessError):
    """A field of the form does not contain the text that bluebar typed."""


def fill_in(form: ConnectForm, typed: FormInput) -> None:
    """Fill in the form from top to bottom, the port after the tick, and read every field back.

    Raises:
        FieldNotTaken: a field contains another text than the typed one.
    """
    if form.email_address is not None:
        form.email_address.fill(typed.email_address)
    form.username.fill(typed.username)
    form.password.fill(typed.password)
    fill_server(form, typed)
    for name, (held, wanted) in read_back(form, typed).items():
        # A form may trim a pasted text; but a space may be part of a password.
        if held != wanted and (name == "password" or held != wanted.strip()):
            shown = "something else" if name == "password" else repr(held)
            raise FieldNotTaken(
                wanted=f"the {name} field to contain the typed text",
                happened=f"the field contains {shown}",
                where=form.username.page.url,
                next_step="read the trace: a script of the page may have changed the field",
            )


def read_back(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    """Return by field the text that the field contains, and the typed text."""
    fields = {
        "user name": (form.username.input_value(), typed.username),
        "password": (form.password.input_value(), typed.password),
        "server": (form.server.input_value(), form.server_text(typed)),
    }
    if form.port is not None:
        fields["port"] = (form.port.input_value().replace(form.thousands, ""), typed.port)
    return fields


def fill_server(form: ConnectForm, typed: FormInput) -> None:
    """Fill in server, SSL and port, in this order: the port may change with the tick."""
    form.server.fill(form.server_text(typed))
    if form.use_ssl is not None:
        choose_ssl(form, wanted=typed.use_ssl)
    if form.port is not None:
        form.port.fill(typed.port)
