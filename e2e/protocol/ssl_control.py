"""Use the control for SSL of a connect form, which is a tick box or a list."""

from bluebar.e2e.protocol.target import ConnectForm


def choose_ssl(form: ConnectForm, *, wanted: bool) -> None:
    """Choose SSL or no SSL: tick or untick the box, or choose an option of the list."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        form.use_ssl.set_checked(wanted)
    else:
        form.use_ssl.select_option(label=form.ssl_options[0 if wanted else 1])


def is_ssl_chosen(form: ConnectForm) -> bool:
    """Say whether SSL is chosen: the box is ticked, or the list's option with SSL is selected."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        return form.use_ssl.is_checked()
    return form.use_ssl.locator("option:checked").inner_text().strip() == form.ssl_options[0]
