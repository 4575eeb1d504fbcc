"""The options for mail server and front doors are accepted or rejected, never ignored."""

import shutil
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from bluebar.mailserver.frontdoor.binding import BindConfig
from bluebar.mailserver.frontdoor.fixed_ports import FixedPorts
from bluebar.mailserver.proxy_options import DoorOptions, proxy_options_from
from tests.child_pytest import QUICK

ROOT = Path(__file__).parents[2]
PORTS = "127.0.0.1:1,2,3,4,5,6"
HOST = ("--proxy-host", "mail.test")
CA = ("--mailserver-ca", str(Path(trustme.__file__)))
"""Some file: nothing reads it before an option is refused."""


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A folder with a certificate, its key, another key, and an encrypted key."""
    ca = trustme.CA()
    leaf, other = ca.issue_cert("mail.test"), ca.issue_cert("other.test")
    (tmp_path / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    leaf.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    other.private_key_pem.write_to_path(str(tmp_path / "other.pem"))
    key = load_pem_private_key(leaf.private_key_pem.bytes(), password=None)
    (tmp_path / "locked.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    )
    return tmp_path


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--mailserver", "dcoker"), "invalid choice: 'dcoker'"),
        (("--mailserver-at", PORTS), "--mailserver is auto: add --mailserver external"),
        (("--mailserver", "external", "--mailserver-at", "here"), "expected HOST:IMAP,IMAPS"),
        (
            ("--mailserver", "external", "--mailserver-at", PORTS, "--mailserver-ca", "no.pem"),
            "--mailserver-ca no.pem: there is no such file",
        ),
        (("--proxy-bind", "127.0.0.1"), "add --proxy-host, the name by which that app reaches"),
        ((*HOST, "--proxy-cert", "cert.pem"), "--proxy-cert and --proxy-key belong together"),
        ((*HOST, "--proxy-key", "key.pem"), "belong together: give both"),
        (
            ("--proxy-cert", "cert.pem", "--proxy-key", "key.pem"),
            "add --proxy-host with one of these names",
        ),
        (
            (*HOST, "--proxy-cert", "cert.pem", "--proxy-key", "key.pem", "--proxy-ca", "folder"),
            "omit --proxy-ca",
        ),
        (
            (*HOST, "--proxy-cert", "no.pem", "--proxy-key", "key.pem"),
            "--proxy-cert no.pem: there is no such file",
        ),
        (
            (*HOST, "--proxy-cert", "cert.pem", "--proxy-key", "no.pem"),
            "--proxy-key no.pem: there is no such file",
        ),
        (
            (*HOST, "--proxy-cert", "cert.pem", "--proxy-key", "other.pem"),
            "the key must be of the first certificate",
        ),
        ((*HOST, "--proxy-cert", "key.pem", "--proxy-key", "key.pem"), "both must be PEM"),
        ((*HOST, "--proxy-cert", "cert.pem", "--proxy-key", "locked.pem"), "without a password"),
        (("--proxy-ports", "143,993"), "add --proxy-host, the name by which the app reaches"),
        ((*HOST, "--proxy-ports", "993"), "--proxy-ports 993: expected two different ports"),
        (
            ("--mailserver", "external", "--mailserver-at", "mail.test:1,2", *CA),
            "--mailserver-at mail.test:1,2 needs --mailserver-accounts COMMAND",
        ),
        (("--mailserver-accounts", "x"), "auto: add --mailserver external, or omit them"),
        (("--mailserver", "external"), "needs the address of the server: add --mailserver-at HOST"),
        (
            ("--mailserver", "external", "--mailserver-at", PORTS),
            f"--mailserver-at {PORTS} needs --mailserver-ca FILE",
        ),
        (("--no-front-door", *HOST), "remove --no-front-door or the others"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_option_is_a_usage_error_that_names_the_correction(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    pair: Path,
    options: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for file in pair.glob("*.pem"):
        shutil.copy(file, pytester.path)
    pytester.makeconftest(
        "from bluebar.mailserver.plugin import options_from\n"
        "from bluebar.mailserver.proxy_options import proxy_options_from\n"
        "def pytest_sessionstart(session):\n"
        "    options_from(session.config)\n"
        "    proxy_options_from(session.config)\n"
    )
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess(*QUICK, "-p", "bluebar.mailserver.plugin", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{message.replace('[', '?')}*"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), DoorOptions(bind=BindConfig())),
        (HOST, DoorOptions(bind=BindConfig(host="mail.test"))),
        (
            (*HOST, "--proxy-bind", "127.0.0.1"),
            DoorOptions(bind=BindConfig(host="mail.test", bind="127.0.0.1")),
        ),
        (
            (*HOST, "--proxy-ports", "143:1143,993"),
            DoorOptions(bind=BindConfig(host="mail.test", fixed=FixedPorts.parse("143:1143,993"))),
        ),
        (("--proxy-ca", "kept"), DoorOptions(bind=BindConfig(), authority=Path("kept"))),
        (("--no-front-door",), DoorOptions(bind=BindConfig(), is_disabled=True)),
    ],
)
def test_the_options_of_front_doors_are_read(
    pytester: pytest.Pytester, options: tuple[str, ...], expected: DoorOptions
) -> None:
    config = pytester.parseconfig("-p", "bluebar.mailserver.plugin", *options)
    assert proxy_options_from(config) == expected


def test_a_certificate_and_its_key_are_read(pytester: pytest.Pytester, pair: Path) -> None:
    files = pair / "cert.pem", pair / "key.pem"
    options = ("--proxy-cert", str(files[0]), "--proxy-key", str(files[1]))
    config = pytester.parseconfig("-p", "bluebar.mailserver.plugin", *HOST, *options)
    assert proxy_options_from(config).pair == files
