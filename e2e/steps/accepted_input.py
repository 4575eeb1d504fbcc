"""Decide whether the app's form accepts the input of a row, before anything is typed."""

from bluebar.e2e.outcome.failure import AppFailure
from bluebar.e2e.outcome.not_offered import NotOffered
from bluebar.e2e.protocol.admin_capabilities import ArrangedByAdmin
from bluebar.e2e.protocol.capability_checks import has_capability
from bluebar.e2e.protocol.declarations import FollowsTheTick
from bluebar.e2e.protocol.form_controls import port_in_use, says_ssl
from bluebar.e2e.protocol.target import ConnectForm, FormInput
from bluebar.e2e.steps.form import require_port_taken
from bluebar.e2e.subjects.mailbox import Mailbox
from bluebar.e2e.subjects.user import User


def require_field(user: User, form: ConnectForm, name: str) -> None:
    """Make sure that the form has a field.

    Args:
        user: the user, whose target has the form.
        form: the form.
        name: the field, by attribute of `ConnectForm`.

    Raises:
        NotOffered: the form has no such field.
        AppFailure: the form has no such field, but a capability that the target declares needs it.
    """
    if getattr(form, name) is not None:
        return
    app = user.target.name
    if name in ("port", "use_ssl") and has_capability(user.target, FollowsTheTick):
        raise AppFailure(
            f"{app} declares FollowsTheTick, so its form should have a field for the {name}; the "
            "form has none"
        )
    raise NotOffered(f"this scenario needs a field for the {name}; {app}'s form has none")


def require_accepted(user: User, form: ConnectForm, typed: FormInput, wrong: str) -> None:
    """Make sure that this form accepts the row's input.

    Args:
        user: the user, whose target has the form.
        form: the form.
        typed: the input.
        wrong: the field with the bad input, by attribute of `ConnectForm`; empty if all are good.

    Raises:
        NotOffered: the form does not accept the input.
    """
    name = f"{user.target.name}'s form"
    if wrong in form.may_be_empty and not getattr(typed, wrong):
        raise NotOffered(
            f"this scenario leaves the {wrong} empty and expects a refusal; {name} says that the "
            f"{wrong} may be empty"
        )
    if typed.starttls and typed.use_ssl and not form.has_starttls:
        raise NotOffered(
            f"this scenario needs STARTTLS; with SSL {name} always uses TLS from the first byte on"
        )
    if not (wrong or says_ssl(form, typed) or has_capability(user.target, ArrangedByAdmin)):
        raise NotOffered(
            f"this scenario connects to port {typed.port} {'with' if typed.use_ssl else 'without'} "
            f"SSL; {name} has no choice of SSL, so an app can choose it only by the ports 993 and "
            "143"
        )
    if form.always_ssl and not typed.use_ssl:
        raise NotOffered(f"this scenario connects without SSL; {name} always uses SSL")
    if (fixed := port_in_use(form, typed)) and typed.port != fixed:
        raise NotOffered(
            f"this scenario needs port {typed.port}; {name} has no field for the port, and the app "
            f"uses {fixed}"
        )
    if form.port is not None and form.show_field is None:
        require_port_taken(form.port, typed)


def require_usual_user_name(user: User, mailbox: Mailbox, typed: FormInput) -> None:
    """Make sure that the app can send the row's user name, although the form gets another text.

    Only an administrator's setting can turn the text of the form into a usual user name of the
    mailbox. Without such a setting the app sends the text itself, and the row would blame the app.

    Raises:
        NotOffered: no administrator sets how this app signs in, or the row types an unusual name.
    """
    is_usual = typed.username in (mailbox.account.address, mailbox.local_part)
    if not is_usual or not has_capability(user.target, ArrangedByAdmin):
        raise NotOffered(
            f"this scenario types {typed.username!r} as the user name; {user.target.name}'s form "
            "does not take this text"
        )
