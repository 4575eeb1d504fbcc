"""Use the controls of a connect form: show a control's step, and choose SSL in its control."""

from dataclasses import replace

from playwright.sync_api import Frame, Locator

from bluebar.e2e.protocol.target import ConnectForm, FormInput

_KIND = """element => element.localName === "select" ? "select"
    : element.querySelector("input[type=radio], [role=radio]") ? "radios" : "list" """


def control(form: ConnectForm, name: str) -> Locator:
    """Return the locator of a control, after the form has shown the control's step.

    Args:
        form: the form, which has this control.
        name: the control, by attribute of `ConnectForm`.
    """
    if form.show_field is not None:
        form.show_field(name)
    found: Locator | None = getattr(form, name)
    assert found is not None
    return found


def choose_ssl(form: ConnectForm, *, wanted: bool, starttls: bool = False) -> None:
    """Choose SSL or no SSL: tick or untick the box, or choose an option of the list.

    Args:
        form: the form, which has a control for SSL.
        wanted: whether to choose SSL.
        starttls: whether the server offers STARTTLS instead of TLS from the first byte on. It
            matters only if the list has an option for STARTTLS.
    """
    box = control(form, "use_ssl")
    if form.ssl_options is None:
        box.set_checked(wanted)
        return
    option = form.ssl_options[0 if wanted else 1]
    if wanted and starttls:
        option = form.starttls_option or option
    match box.evaluate(_KIND):
        case "select":
            box.select_option(label=option)
        case "radios":
            box.get_by_role("radio", name=option, exact=True).check()
        case _:
            box.click()
            _frame_of(box).get_by_role("option", name=option, exact=True).click()


def is_ssl_chosen(form: ConnectForm) -> bool:
    """Say whether SSL is chosen: the box is ticked, or an option with SSL is selected."""
    box = control(form, "use_ssl")
    if form.ssl_options is None:
        return box.is_checked()
    with_ssl = [form.ssl_options[0], *([form.starttls_option] if form.starttls_option else [])]
    match box.evaluate(_KIND):
        case "select":
            return box.locator("option:checked").inner_text().strip() in with_ssl
        case "radios":
            radios = (box.get_by_role("radio", name=each, exact=True) for each in with_ssl)
            return any(each.is_checked() for each in radios)
        case _:
            shown = box.evaluate("element => element.value ?? element.innerText")
            return str(shown).strip() in with_ssl


def _frame_of(element: Locator) -> Frame:
    """Return the page's frame with this element: an open list is mostly outside of its control."""
    frame = element.element_handle().owner_frame()
    assert frame is not None
    return frame


BY_PORT = (("993", True), ("143", False))
"""The ports that say by themselves whether to use SSL (RFC 8314, sections 3.2 and 3.3)."""


def says_ssl(form: ConnectForm, typed: FormInput) -> bool:
    """Say whether the app can know from this input whether to use SSL.

    A form without a choice of SSL says so in the text of the server's field, or by the typed port:
    993 with SSL, 143 without. A row that leaves the server or the port empty says nothing.
    """
    is_empty = not typed.server.strip() or not typed.port
    if form.use_ssl is not None or form.always_ssl or is_empty:
        return True
    other = replace(typed, use_ssl=not typed.use_ssl)
    if form.server_text(typed) != form.server_text(other):
        return True
    return takes_port(form, typed) and (typed.port, typed.use_ssl) in BY_PORT


def takes_port(form: ConnectForm, typed: FormInput) -> bool:
    """Say whether the person types the port: into its own field, or into the server's field."""
    return form.port is not None or typed.port in form.server_text(typed)


def unsaid(form: ConnectForm, typed: FormInput) -> str:
    """Return what the app cannot know from this form: "server", "port", "choice of SSL", or "".

    An administrator has to set what is missing. A row that leaves the server or the port empty
    tells nothing.
    """
    if form.server is None:
        return "server"
    if takes_port(form, typed) or not typed.server.strip():
        return ""
    if form.fixed_ports is None:
        return "port"
    return "" if says_ssl(form, typed) else "choice of SSL"


def port_in_use(form: ConnectForm, typed: FormInput) -> str:
    """Return the port that the app chooses; empty if the person or an administrator sets the port.

    Only a form with `fixed_ports` has such a port.
    """
    if form.fixed_ports is None:
        return ""
    return form.fixed_ports[0 if typed.use_ssl or form.always_ssl else 1]
