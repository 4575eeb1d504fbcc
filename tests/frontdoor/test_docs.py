"""The examples in docs/front-door.md run, and their doors print as sentences."""

import re
from pathlib import Path

from bluebar.mailserver.frontdoor.proxy_config import FrontDoor

DOC = Path(__file__).parents[2] / "docs" / "front-door.md"


def test_the_examples_of_the_page_are_doors() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, str(DOC), "exec"), names)  # noqa: S102 - our own page
    doors = {name: each for name, each in names.items() if isinstance(each, FrontDoor)}
    assert {name: str(each) for name, each in doors.items()} == {
        "expired": "993 TLS, certificate expired",
        "silent": "143 plain, accepts and stays silent; 993 TLS, accepts and stays silent",
        "full": "143 plain, answers a login with NO '[LIMIT] Too many connections'; "
        "993 TLS, answers a login with NO '[LIMIT] Too many connections'",
        "local_part_only": "143 plain, user name: the local part only; "
        "993 TLS, user name: the local part only",
        "tls_first": "143 plain, STARTTLS required",
        "slow_then_gone": "143 plain, greets after 1.5 s, ends with a BYE at FETCH number 2; "
        "993 TLS, greets after 1.5 s, ends with a BYE at FETCH number 2",
    }
