"""Use the control of a connect form that chooses SSL: a tick box or a list."""

from bluebar.e2e.protocol.target import ConnectForm


def choose_ssl(form: ConnectForm, *, wanted: bool) -> None:
    """Tick or untick the box, or choose from the list."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        form.use_ssl.set_checked(wanted)
    else:
        form.use_ssl.select_option(label=form.ssl_options[0 if wanted else 1])


def is_ssl_chosen(form: ConnectForm) -> bool:
    """Say whether the box is ticked, or the list shows the option with SSL."""
    assert form.use_ssl is not None
    if form.ssl_options is None:
        return form.use_ssl.is_checked()
    return form.use_ssl.locator("option:checked").inner_text().strip() == form.ssl_options[0]
