"""Run a module of bluebar in another process, which gets a request and returns a result as JSON."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Answer(Generic[Result]):
    """How a process ended.

    Attributes:
        result: the result; None if the process wrote none.
        status: the exit status; None if the time was over.
        errors: what the process wrote on stderr.
    """

    result: Result | None = None
    status: int | None = None
    errors: str = ""


def ask_process(
    module: str,
    request: object,
    result: type[Result],
    *,
    seconds: float,
    options: Sequence[str] = (),
) -> Answer[Result]:
    """Run `python -m MODULE` with a request on stdin; return what it answers on stdout.

    Args:
        module: the full name of the module.
        request: a value that msgspec can write as JSON.
        result: the type of the result.
        seconds: the timeout.
        options: options of Python.
    """
    try:
        ended = subprocess.run(
            [sys.executable, "-P", *options, "-m", module],
            input=msgspec.json.encode(request).decode(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer()
    try:
        decoded = msgspec.json.decode(ended.stdout, type=result)
    except msgspec.DecodeError:
        decoded = None
    return Answer(result=decoded, status=ended.returncode, errors=ended.stderr)
