"""Fill in the connect form, and read its fields back."""

from bluebar.e2e.protocol.ssl_control import choose_ssl
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.mailserver.errors import HarnessError


class FieldNotTaken(HarnessError):
    """A field of the form does not hold what bluebar put into it."""


def fill_in(form: ConnectForm, typed: FormInput) -> None:
    """Fill the form in top to bottom, the port after the tick, and read every field back.

    Raises:
        FieldNotTaken: a field holds something else than what was typed.
    """
    if form.email_address is not None:
        form.email_address.fill(typed.email_address)
    form.username.fill(typed.username)
    form.password.fill(typed.password)
    fill_server(form, typed)
    for name, (held, wanted) in read_back(form, typed).items():
        # A form may trim by itself what is pasted; in a password a space may be part of it.
        if held != wanted and (name == "password" or held != wanted.strip()):
            shown = "something else" if name == "password" else repr(held)
            raise FieldNotTaken(
                wanted=f"the {name} field to hold what was typed",
                happened=f"it holds {shown}",
                where=form.username.page.url,
                next_step="look at the trace: a script of the page may have rewritten the field",
            )


def read_back(form: ConnectForm, typed: FormInput) -> dict[str, tuple[str, str]]:
    """Return by name what each field holds, and what was typed into it."""
    fields = {
        "user name": (form.username.input_value(), typed.username),
        "password": (form.password.input_value(), typed.password),
        "server": (form.server.input_value(), form.server_text(typed)),
    }
    if form.port is not None:
        fields["port"] = (form.port.input_value().replace(form.thousands, ""), typed.port)
    return fields


def fill_server(form: ConnectForm, typed: FormInput) -> None:
    """Fill in where the server is and how it is spoken to; the port may follow the tick."""
    form.server.fill(form.server_text(typed))
    if form.use_ssl is not None:
        choose_ssl(form, wanted=typed.use_ssl)
    if form.port is not None:
        form.port.fill(typed.port)
