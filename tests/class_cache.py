"""Keep GreenMail's classes loaded and linked in a file, so that these tests' JVMs start faster.

    python -m tests.class_cache     # `make test` calls this once for each virtual environment

A start of GreenMail costs half the CPU time with such a file (JEP 483, JEP 514). A JVM that cannot
use the file, as another version of Java or of the jar, starts without the file.
"""

import os
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.greenmail import jvm_launcher
from bluebar.mailserver.lifecycle import child_process

FILE = Path(sys.prefix) / "greenmail.aot"
UNKNOWN_IS_FINE = "-XX:+IgnoreUnrecognizedVMOptions"
"""Without this flag, a Java older than 24 would not start with the option for the file."""

EXIT_SECONDS = 120
"""The JVM writes the file when the JVM ends, which takes some seconds."""


def use() -> None:
    """Let every JVM that is started from now on use the file, if there is one."""
    if FILE.exists():
        usual = os.environ.get("JDK_JAVA_OPTIONS", "")
        os.environ["JDK_JAVA_OPTIONS"] = f"{usual} {UNKNOWN_IS_FINE} -XX:AOTCache={FILE}".lstrip()


def write() -> None:
    """Start GreenMail once, and write the file from what the JVM loaded."""
    flags = (*jvm_launcher.JVM_FLAGS, f"-XX:AOTCacheOutput={FILE}")
    with (
        tempfile.TemporaryDirectory(prefix="bluebar-class-cache-") as made,
        patch.object(jvm_launcher, "JVM_FLAGS", flags),
        patch.object(child_process, "STOP_SECONDS", EXIT_SECONDS),
    ):
        authority = Authority.create(Path(made) / "authority")
        with jvm_launcher.greenmail_on_jvm(authority, Path(made), why="its classes are read"):
            pass


if __name__ == "__main__":
    write()
