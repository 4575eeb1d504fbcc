"""Rows in which the app must refuse to connect, for the right reason, and must store nothing."""

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.capabilities import GuardsHosts, ShowsFieldErrors
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    FormTemplate,
    Group,
    Scenario,
    Sources,
    Tag,
    refused,
)
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

CREDENTIALS_TAG = frozenset({Tag.CREDENTIALS})
PORTS_TAG = frozenset({Tag.PORTS})

CREDENTIALS = (
    Scenario(
        id="refusals/wrong-password/imaps-993",
        group=Group.REFUSALS,
        why="The app reports a wrong password, and keeps the rest of the form.",
        mailbox=SINGLE,
        form=FormTemplate(password="not-{password}"),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(failures=(7,), cited="frappe/frappe#11853"),
        tags=CREDENTIALS_TAG,
    ),
    Scenario(
        id="refusals/wrong-password/imap-143",
        group=Group.REFUSALS,
        why="The app reports a wrong password without SSL, too, and keeps the rest of the form.",
        mailbox=SINGLE,
        form=FormTemplate(password="not-{password}", port=143, use_ssl=False),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(failures=(7,), cited="chatwoot#7032"),
        tags=CREDENTIALS_TAG,
    ),
    Scenario(
        id="refusals/no-such-user",
        group=Group.REFUSALS,
        why="The server does not know the user name: the app reports wrong credentials.",
        mailbox=SINGLE,
        form=FormTemplate(username="nobody.{address}"),
        expected=refused(Reason.WRONG_CREDENTIALS),
        sources=Sources(failures=(7,), cited="bench#704"),
        tags=CREDENTIALS_TAG,
    ),
)

THEN_THE_RIGHT_ONE = Scenario(
    id="refusals/wrong-password/then-the-right-one",
    group=Group.REFUSALS,
    why="After a wrong password, the right password connects in the same form.",
    mailbox=SINGLE,
    form=FormTemplate(password="not-{password}"),
    expected=refused(Reason.WRONG_CREDENTIALS),
    sources=Sources(failures=(19,), cited="elementary/mail#410"),
    tags=CREDENTIALS_TAG,
)

UNREACHABLE = (
    Scenario(
        id="refusals/closed-port-993",
        group=Group.REFUSALS,
        why="Nothing listens at 993: the app reports a refused connection, not a wrong password.",
        door=FrontDoor.nothing(),
        mailbox=SINGLE,
        expected=refused(Reason.REFUSED),
        sources=Sources(failures=(11,), cited="chatwoot#3869"),
        tags=PORTS_TAG,
    ),
    Scenario(
        id="refusals/closed-port-143",
        group=Group.REFUSALS,
        why="Nothing listens at 143: the app reports a refused connection, not a wrong password.",
        door=FrontDoor.nothing(),
        mailbox=SINGLE,
        form=FormTemplate(port=143, use_ssl=False),
        expected=refused(Reason.REFUSED),
        sources=Sources(failures=(11,), cited="freescout#3135"),
        tags=PORTS_TAG,
    ),
    Scenario(
        id="refusals/unknown-host",
        group=Group.REFUSALS,
        why="No name server knows the typed host: the app reports that the host was not found.",
        mailbox=SINGLE,
        form=FormTemplate(server="nohost.test"),
        expected=refused(Reason.HOST_NOT_FOUND),
        sources=Sources(failures=(61,), cited="listmonk#1746"),
        tags=PORTS_TAG,
    ),
    Scenario(
        id="refusals/private-address",
        group=Group.REFUSALS,
        why="The app refuses an address of its own network before it makes any connection.",
        mailbox=SINGLE,
        form=FormTemplate(server="10.77.0.1"),
        expected=refused(Reason.HOST_NOT_ALLOWED),
        conditions=Conditions(requires=(GuardsHosts,), probes_protection=True),
        sources=Sources(failures=(23,)),
        tags=PORTS_TAG,
    ),
)

MISSING = tuple(
    Scenario(
        id=f"refusals/missing/{name}",
        group=Group.REFUSALS,
        why=f"The {name} is empty: the app says so at this field, and does not connect.",
        mailbox=SINGLE,
        form=form,
        expected=refused(
            Reason.MISSING_FIELD,
            # "Enter a number between 1 and 65535" is a fair answer to an empty port.
            tolerated=(Rejected(Reason.INVALID_CHARACTERS),) if name == "port" else (),
            wrong_field=name,
        ),
        tags=CREDENTIALS_TAG,
    )
    for name, form in (
        ("username", FormTemplate(username="")),
        ("password", FormTemplate(password="")),
        ("server", FormTemplate(server="")),
        ("port", FormTemplate(port="")),
    )
)

INVALID = tuple(
    Scenario(
        id=f"refusals/invalid/{name}",
        group=Group.REFUSALS,
        why=f"{what}: the app says so at this field, and does not connect.",
        mailbox=SINGLE,
        form=form,
        expected=refused(Reason.INVALID_CHARACTERS, wrong_field=name.removesuffix("-too-large")),
        conditions=Conditions(requires=(ShowsFieldErrors,)),
        sources=Sources(proves=("S17",)),
        tags=CREDENTIALS_TAG,
    )
    for name, what, form in (
        (
            "username",
            "A control character in the user name",
            FormTemplate(username="{local}\u0007x"),
        ),
        (
            "password",
            "A control character in the password",
            FormTemplate(password="{password}\u0001"),
        ),
        (
            "server",
            "A control character in the server's name",
            FormTemplate(server="ma\u0007il.test"),
        ),
        ("port", "A port that is not a number", FormTemplate(port="99a3")),
        ("port-too-large", "A port above 65535", FormTemplate(port="70000")),
    )
)

ROWS = (*CREDENTIALS, THEN_THE_RIGHT_ONE, *UNREACHABLE, *MISSING, *INVALID)
