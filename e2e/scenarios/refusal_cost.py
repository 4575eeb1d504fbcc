"""Rows about what a refusal costs: one login a click, the typed user name, a closed connection.

Servers count refused logins and lock the account, and they limit connections.
"""

from bluebar.e2e.outcome.verdict import Reason, Rejected
from bluebar.e2e.protocol.capabilities import CanBeEdited
from bluebar.e2e.protocol.declarations import VerifiesNoCertificates
from bluebar.e2e.scenarios.model import (
    SINGLE,
    Conditions,
    Expectation,
    FormTemplate,
    Group,
    Scenario,
    Sources,
    Tag,
    refused,
)
from bluebar.mailserver.frontdoor.faults import BadCertificate, RefusesLogin, RewordsRefusal
from bluebar.mailserver.frontdoor.proxy_config import (
    FrontDoor,
    Listener,
    SignIn,
    StartTls,
    UserNames,
)

WRONG = refused(Reason.WRONG_CREDENTIALS)
WRONG_PASSWORD = FormTemplate(password="not-{password}")


def _cost(
    name: str,
    why: str,
    *,
    door: FrontDoor | None = None,
    form: FormTemplate = WRONG_PASSWORD,
    expected: Expectation = WRONG,
    conditions: Conditions | None = None,
    sources: Sources | None = None,
) -> Scenario:
    return Scenario(
        id=f"refusals/cost/{name}",
        group=Group.REFUSALS,
        why=why,
        door=door or FrontDoor.usual(),
        mailbox=SINGLE,
        form=form,
        expected=expected,
        conditions=conditions or Conditions(),
        sources=sources or Sources(),
        tags=frozenset({Tag.CREDENTIALS, Tag.LIFE}),
    )


ONE_LOGIN = (
    _cost("wrong-password", "A wrong password costs one login, and the connection is closed."),
    _cost(
        "unknown-user",
        "An unknown user name costs one login, with the user name as typed.",
        form=FormTemplate(username="nobody.{address}"),
    ),
    _cost(
        "no-other-form",
        "The server wants the whole address, the person typed a part: the app tries no other form.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.WHOLE_ADDRESS)),
        form=FormTemplate(username="{local}"),
        sources=Sources(failures=(9,), cited="deltachat-android#1086"),
    ),
    _cost(
        "user-name-in-capitals",
        "A user name in capitals is sent in capitals: some servers tell them apart.",
        form=FormTemplate(username="Nobody.{local}@Example.ORG", password="not-{password}"),
    ),
    _cost(
        "after-starttls",
        "After STARTTLS a wrong password costs one login, and none in clear.",
        door=FrontDoor.at({143: Listener(tls=False, starttls=StartTls.OFFERED)}),
        form=FormTemplate(password="not-{password}", port=143),
    ),
    _cost(
        "without-ssl",
        "Without SSL a wrong password costs one login: the app does not try the port with SSL.",
        form=FormTemplate(password="not-{password}", port=143, use_ssl=False),
    ),
    _cost(
        "app-password-wanted",
        "The server asks for an app password: the app says so after one login.",
        door=FrontDoor.usual(RewordsRefusal(text="[AUTHENTICATIONFAILED] Use an app password")),
        expected=refused(Reason.APP_PASSWORD_NEEDED),
        sources=Sources(failures=(8,), cited="gophish#2772"),
    ),
    _cost(
        "server-is-busy",
        "The server asks to try again later: the app does not try again within the click.",
        door=FrontDoor.usual(RefusesLogin(text="[LIMIT] Too many logins, try again later")),
        form=FormTemplate(),
        expected=refused(Reason.TRY_LATER, tolerated=(Rejected(Reason.WRONG_CREDENTIALS),)),
        sources=Sources(failures=(47,), cited="wildduck#35"),
    ),
)

TWO_CLICKS = _cost(
    "two-clicks",
    "Two clicks on Connect with a wrong password cost two logins, one for each click.",
)

EDITED = _cost(
    "in-the-edit-form",
    "A wrong password in the edit form costs one login, with the user name as typed.",
    form=FormTemplate(),
    conditions=Conditions(requires=(CanBeEdited,)),
)

NO_LOGIN = (
    _cost(
        "certificate-untrusted",
        "A certificate that is not trusted costs no login, and the connection is closed.",
        door=FrontDoor.usual(BadCertificate.UNKNOWN_AUTHORITY),
        form=FormTemplate(),
        expected=refused(Reason.CERTIFICATE_UNTRUSTED),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(2,), cited="nextcloud/mail#4769"),
    ),
    _cost(
        "certificate-of-another-name",
        "A certificate for another name costs no login, and the connection is closed.",
        door=FrontDoor.usual(BadCertificate.OTHER_NAME),
        form=FormTemplate(),
        expected=refused(Reason.CERTIFICATE_FOR_ANOTHER_NAME),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(3,), cited="freescout#1707"),
    ),
)

ROWS = (*ONE_LOGIN, TWO_CLICKS, EDITED, *NO_LOGIN)
