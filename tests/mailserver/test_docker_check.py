"""Docker's client is loaded late, and settings that it cannot read are reported."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_jvm_run_does_not_load_dockers_client() -> None:
    program = (
        "import sys, bluebar.mailserver.plugin, bluebar.mailserver.start\n"
        "print([name for name in ('docker', 'testcontainers', 'jgo') if name in sys.modules])"
    )
    loaded = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, text=True)
    assert loaded == "[]\n"


def test_a_setting_that_testcontainers_cannot_read_is_an_error() -> None:
    program = (
        "from bluebar.mailserver.docker_check import DockerClientUnavailable, check_docker\n"
        "try: check_docker()\n"
        "except DockerClientUnavailable as error: print(error)"
    )
    printed = subprocess.check_output(
        [sys.executable, "-c", program],
        cwd=ROOT,
        text=True,
        env=os.environ | {"TC_MAX_TRIES": "many"},
    )
    assert printed.startswith("wanted: Docker's client and Testcontainers\nhappened: ValueError")
