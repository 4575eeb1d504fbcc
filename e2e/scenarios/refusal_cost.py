"""Rows about the cost of a refusal: one login for each click, and no connection left open.

Servers count refused logins, lock accounts after several of them, and limit the number of
connections.
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

NO_REASON = (Rejected(Reason.UNSPECIFIED),)
"""Tolerated here: other rows judge the reason, and these rows judge what a refusal costs."""

WRONG = refused(Reason.WRONG_CREDENTIALS, tolerated=NO_REASON)
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
    _cost("wrong-password", "A wrong password: the app tries one login, then disconnects."),
    _cost(
        "unknown-user",
        "An unknown user name: the app tries one login, with the user name as typed.",
        form=FormTemplate(username="nobody.{address}"),
    ),
    _cost(
        "no-other-form",
        "The part before the @ is typed and refused: the app does not try the whole address.",
        door=FrontDoor.usual(sign_in=SignIn(user_names=UserNames.WHOLE_ADDRESS)),
        form=FormTemplate(username="{local}"),
        sources=Sources(failures=(9,), cited="deltachat-android#1086"),
    ),
    _cost(
        "user-name-in-capitals",
        "The app sends a user name in capitals as typed: for some servers it is another name.",
        form=FormTemplate(username="Nobody.{local}@Example.ORG", password="not-{password}"),
    ),
    _cost(
        "after-starttls",
        "A wrong password after STARTTLS: the app tries one login, and none in clear.",
        door=FrontDoor.at({143: Listener(tls=False, starttls=StartTls.OFFERED)}),
        form=FormTemplate(password="not-{password}", port=143),
    ),
    _cost(
        "without-ssl",
        "A wrong password without SSL: the app tries one login, and does not try SSL then.",
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
        "The server asks to try again later: the app tries only one login for the click.",
        door=FrontDoor.usual(RefusesLogin(text="[LIMIT] Too many logins, try again later")),
        form=FormTemplate(),
        expected=refused(
            Reason.TRY_LATER, tolerated=(Rejected(Reason.WRONG_CREDENTIALS), *NO_REASON)
        ),
        sources=Sources(failures=(47,), cited="wildduck#35"),
    ),
)

TWO_CLICKS = _cost(
    "two-clicks",
    "Two clicks on Connect with a wrong password: the app tries one login for each click.",
)

EDITED = _cost(
    "in-the-edit-form",
    "A wrong password in the edit form: the app tries one login, with the typed user name.",
    form=FormTemplate(),
    conditions=Conditions(requires=(CanBeEdited,)),
)

NO_LOGIN = (
    _cost(
        "certificate-untrusted",
        "An untrusted certificate: the app tries no login, and closes the connection.",
        door=FrontDoor.usual(BadCertificate.UNKNOWN_AUTHORITY),
        form=FormTemplate(),
        expected=refused(Reason.CERTIFICATE_UNTRUSTED, tolerated=NO_REASON),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(2,), cited="nextcloud/mail#4769"),
    ),
    _cost(
        "certificate-of-another-name",
        "A certificate for another name: the app tries no login, and closes the connection.",
        door=FrontDoor.usual(BadCertificate.OTHER_NAME),
        form=FormTemplate(),
        expected=refused(Reason.CERTIFICATE_FOR_ANOTHER_NAME, tolerated=NO_REASON),
        conditions=Conditions(skip_if_supports=(VerifiesNoCertificates,)),
        sources=Sources(failures=(3,), cited="freescout#1707"),
    ),
)

ROWS = (*ONE_LOGIN, TWO_CLICKS, EDITED, *NO_LOGIN)
