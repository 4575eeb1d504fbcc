"""The preflight says why the app did not connect: the name, the trust, or no TLS at all."""

from types import SimpleNamespace
from typing import Any

import pytest

from bluebar.e2e.environment.preflight_process import NoTls, NotTrusted, RefusedByName, _problem
from bluebar.e2e.outcome.verdict import Connected, Reason, Rejected, Verdict
from bluebar.mailserver.frontdoor.transcript import Line, Login, TlsFacts, Transcript
from bluebar.mailserver.frontdoor.transport import LEFT_AFTER_HANDSHAKE, PLAIN_TEXT

HOST = "127.77.1.2"
UNTRUSTED = Rejected(Reason.CERTIFICATE_UNTRUSTED)


def conversation(error: str, *, version: str = "", logins: tuple[Login, ...] = ()) -> Transcript:
    tls = TlsFacts(version=version, certificate="good", names=HOST, error=error)
    lines = [Line(0.2, "app", "a1 LOGIN 'ada' [hidden]") for _ in logins]
    return Transcript(
        port=993, listening_on=993, opened_at=0.1, tls=tls, lines=lines, logins=list(logins)
    )


def judge(*conversations: Transcript, shown: Verdict = UNTRUSTED) -> str:
    connection: Any = SimpleNamespace(
        typed=SimpleNamespace(server=HOST, port="993"),
        verdict=shown,
        user=SimpleNamespace(target=SimpleNamespace(name="kith")),
    )
    return _problem(connection, conversations)


def test_an_unknown_authority_asks_for_trust() -> None:
    with pytest.raises(NotTrusted, match=r"(?s)UNKNOWN_CA.*trust the ca\.pem") as raised:
        judge(conversation("TLSV1_ALERT_UNKNOWN_CA"))
    assert "name, or did not trust" not in str(raised.value)


@pytest.mark.parametrize(
    "error",
    ["SSLV3_ALERT_BAD_CERTIFICATE", "SSLV3_ALERT_CERTIFICATE_UNKNOWN", LEFT_AFTER_HANDSHAKE],
)
def test_a_refusal_that_may_be_of_the_name_asks_for_a_name_first(error: str) -> None:
    wanted = (
        rf"(?s)refused the certificate's name.*{error}.*is for 127\.77\.1\.2"
        r".*give --proxy-host a name"
    )
    with pytest.raises(RefusedByName, match=wanted):
        judge(conversation(error))


def test_plain_text_at_the_tls_port_is_no_question_of_trust() -> None:
    login = Login(user="ada", method="LOGIN", in_clear=True, at=0.2)
    said = conversation(f"{PLAIN_TEXT} (WRONG_VERSION_NUMBER)", logins=(login,))
    with pytest.raises(NoTls, match="plain text instead of a TLS hello, and a login as 'ada'"):
        judge(said)


def test_an_app_that_connected_is_not_judged() -> None:
    assert judge(conversation("TLSV1_ALERT_UNKNOWN_CA"), shown=Connected()) == ""


def test_an_app_that_sent_a_command_trusts_the_certificate() -> None:
    login = Login(user="ada", method="LOGIN", in_clear=False, at=0.2)
    assert judge(conversation("", version="TLSv1.3", logins=(login,))) == ""
