"""An app in a container: bluebar in the same compose file, and bluebar on the host.

The image of bluebar is BLUEBAR_IMAGE; `.ci/image` builds it. The app is the reference app.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bluebar.mailserver.authority import Authority
from tests import skips
from tests.reach.running import PAGE, ROWS, app_settings, bluebar, quoted

OWN_APP = PAGE.parent / "compose" / "own-app.yaml"
IMAGE = os.environ.get("BLUEBAR_IMAGE", "")
CA = Path("/authority/ca.pem")
PYTHON = "/opt/bluebar/bin/python"
ADAPTER = """
from bluebar.e2e.targets.reference.adapter import Reference


class Crm(Reference):
    name = "crm"
"""

pytestmark = [
    pytest.mark.docker,
    pytest.mark.skipif(
        not IMAGE, reason=f"{skips.NO_IMAGE}BLUEBAR_IMAGE names none; .ci/image builds one"
    ),
]


def run(*words: str, folder: Path | None = None) -> str:
    ended = subprocess.run(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        env=os.environ | {"BLUEBAR_USER": "4321:4321", "COMPOSE_PROJECT_NAME": f"own{os.getpid()}"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def compose() -> list[str]:
    """Return the command of Docker Compose on this machine."""
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose") is None:
        pytest.skip(f"{skips.NO_RUNTIME}Docker Compose")
    return ["docker-compose"]


def settings(mail_hosts: str) -> dict[str, str]:
    """Return the app's settings in a container."""
    return app_settings(
        host="0.0.0.0",  # noqa: S104 - in a container
        port=3000,
        mail_hosts=mail_hosts,
        ca=CA,
        data=Path("/tmp/data"),  # noqa: S108 - in a container
    )


@pytest.fixture
def own_compose(tmp_path: Path) -> Iterator[Path]:
    """A folder with somebody's compose file and adapter, and with the file of the page."""
    command = compose()
    folder = tmp_path / "project"
    for name in ("crm", "bluebar-reports"):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(0o777)
    (folder / "crm" / "adapter.py").write_text(ADAPTER)
    text = OWN_APP.read_text("utf-8").replace("image: bluebar", f"image: {IMAGE}")
    (folder / "own-app.yaml").write_text(text)
    web = {
        "image": IMAGE,
        "entrypoint": [PYTHON, "-m", "bluebar.app"],
        "environment": settings("bluebar:*"),
    }
    (folder / "compose.yaml").write_text(json.dumps({"services": {"web": web}}))
    yield folder
    files = ["-f", "compose.yaml", "-f", "own-app.yaml"]
    run(*command, *files, "down", "--volumes", folder=folder)


def test_bluebar_runs_in_the_compose_file_of_an_app(own_compose: Path) -> None:
    command = quoted("docker compose -f compose.yaml -f own-app.yaml run")
    words = command.removeprefix("docker compose ").replace("-k wrong-password", "").split()
    output = run(*compose(), *words, "-k", ROWS, folder=own_compose)
    assert "2 passed" in output
    report = own_compose / "bluebar-reports" / "latest" / "index.html"
    assert report.stat().st_uid == 4321


def test_bluebar_on_the_host_tests_an_app_in_a_container(tmp_path: Path) -> None:
    ca = Authority.create(tmp_path / ".bluebar" / "ca").ca_file
    ca.parent.chmod(0o755)
    added = quoted("docker run --add-host").removeprefix("docker run ").partition("…")[0].split()
    environment = [
        f"-e{name}={value}" for name, value in settings("host.docker.internal:*").items()
    ]
    with ExitStack() as stack:
        name = run(
            "docker", "run", "--detach", *added, "--publish", "127.0.0.1::3000",
            "--volume", f"{ca}:{CA}:ro", *environment, "--entrypoint", PYTHON,
            IMAGE, "-m", "bluebar.app",
        ).strip()  # fmt: skip
        stack.callback(run, "docker", "rm", "--force", name)
        published = run("docker", "port", name, "3000").strip()
        gateway = run(
            "docker", "network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Gateway}}"
        ).strip()
        # A daemon that found its bridge already made names no gateway.
        gateway = gateway or "172.17.0.1"
        options = (
            quoted("bluebar run --base-url http://127.0.0.1:3000")
            .removeprefix("bluebar run ")
            .replace("127.0.0.1:3000", published)
            .replace("172.17.0.1", gateway)
        )
        assert "2 passed" in bluebar(*options.split(), "--mailserver", "jvm", folder=tmp_path)
