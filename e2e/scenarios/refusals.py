"""What must be refused, by its right name, with nothing stored."""

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.capabilities import GuardsHosts, TellsFieldErrors
from bluebar.e2e.scenarios.model import FormTemplate, Group, Scenario, Tag
from bluebar.fixtures.plan.plan import Shape
from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

SINGLE = Shape.single()
CREDENTIALS_TAG = frozenset({Tag.CREDENTIALS})
PORTS_TAG = frozenset({Tag.PORTS})

CREDENTIALS = (
    Scenario(
        id="refusals/wrong-password/imaps-993",
        group=Group.REFUSALS,
        why="A wrong password is named as such, and the rest of the form is kept.",
        typing=FormTemplate(password="not-{password}"),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        shape=SINGLE,
        tags=CREDENTIALS_TAG,
        failures=(7,),
        cited="frappe/frappe#11853",
    ),
    Scenario(
        id="refusals/wrong-password/imap-143",
        group=Group.REFUSALS,
        why="The same without SSL.",
        typing=FormTemplate(password="not-{password}", port=143, use_ssl=False),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        shape=SINGLE,
        tags=CREDENTIALS_TAG,
        failures=(7,),
        cited="chatwoot#7032",
    ),
    Scenario(
        id="refusals/no-such-user",
        group=Group.REFUSALS,
        why="A user name that the server does not know.",
        typing=FormTemplate(username="nobody.{address}"),
        expected=Rejected(Reason.WRONG_CREDENTIALS),
        shape=SINGLE,
        tags=CREDENTIALS_TAG,
        failures=(7,),
        cited="bench#704",
    ),
)

THEN_THE_RIGHT_ONE = Scenario(
    id="refusals/wrong-password/then-the-right-one",
    group=Group.REFUSALS,
    why="One failed try does not spoil the next on the same page.",
    typing=FormTemplate(password="not-{password}"),
    expected=Rejected(Reason.WRONG_CREDENTIALS),
    shape=SINGLE,
    tags=CREDENTIALS_TAG,
    failures=(19,),
    cited="elementary/mail#410",
)

UNREACHABLE = (
    Scenario(
        id="refusals/closed-port-993",
        group=Group.REFUSALS,
        why="Nothing listens at 993: told as refused, not as a wrong password.",
        door=FrontDoor.nothing(),
        expected=Rejected(Reason.REFUSED),
        shape=SINGLE,
        tags=PORTS_TAG,
        failures=(11,),
        cited="chatwoot#3869",
    ),
    Scenario(
        id="refusals/closed-port-143",
        group=Group.REFUSALS,
        why="Nothing listens at 143 either.",
        door=FrontDoor.nothing(),
        typing=FormTemplate(port=143, use_ssl=False),
        expected=Rejected(Reason.REFUSED),
        shape=SINGLE,
        tags=PORTS_TAG,
        failures=(11,),
        cited="freescout#3135",
    ),
    Scenario(
        id="refusals/unknown-host",
        group=Group.REFUSALS,
        why="A host that no name server knows.",
        typing=FormTemplate(server="nohost.test"),
        expected=Rejected(Reason.HOST_NOT_FOUND),
        shape=SINGLE,
        tags=PORTS_TAG,
        failures=(61,),
        cited="listmonk#1746",
    ),
    Scenario(
        id="refusals/private-address",
        group=Group.REFUSALS,
        why="An address of the app's own network is refused before any connection is made.",
        probes_protection=True,
        typing=FormTemplate(server="10.77.0.1"),
        expected=Rejected(Reason.HOST_NOT_ALLOWED),
        needs=(GuardsHosts,),
        shape=SINGLE,
        tags=PORTS_TAG,
        failures=(23,),
    ),
)

MISSING = tuple(
    Scenario(
        id=f"refusals/missing/{name}",
        group=Group.REFUSALS,
        why=f"The {name} is left empty: said at the field, and nothing is tried.",
        typing=typing,
        expected=Rejected(Reason.MISSING_FIELD),
        wrong_field=name,
        shape=SINGLE,
        tags=CREDENTIALS_TAG,
    )
    for name, typing in (
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
        why=f"{what}: said at the field in the article's words, and nothing is tried.",
        proves=("S17",),
        typing=typing,
        expected=Rejected(Reason.INVALID_CHARACTERS),
        needs=(TellsFieldErrors,),
        wrong_field=name.removesuffix("-too-large"),
        shape=SINGLE,
        tags=CREDENTIALS_TAG,
    )
    for name, what, typing in (
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
        ("port-too-large", "A port that no host has", FormTemplate(port="70000")),
    )
)

ROWS = (*CREDENTIALS, THEN_THE_RIGHT_ONE, *UNREACHABLE, *MISSING, *INVALID)
