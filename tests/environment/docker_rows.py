"""Docker settings as scripts and CIs write them: `auto` uses the JVM, `docker` gives the reason."""

from base64 import b64encode

from tests.environment.surrounding import STARTED, Surrounding

CONFIG = {"DOCKER_CONFIG": "{folder}"}
ON_A_JVM = r"\(jvm: auto: Docker is not available, .*: "
IN_DOCKER = r"\(docker: asked for\)"
IMAGE_NOT_THERE = r"wanted: the image greenmail/standalone"
HELPER_MISSING = r"docker-credential-desktop not installed or not available in PATH"


def config(id: str, text: bytes, says: str, why: str) -> Surrounding:
    """Return a row for a config.json that docker-py cannot read."""
    return Surrounding(
        id=f"docker/config.json/{id}",
        why=why,
        environ=CONFIG,
        files={"config.json": text},
        only_mailserver=True,
        says=ON_A_JVM + says,
    )


def auth(text: str) -> str:
    """Return a DOCKER_AUTH_CONFIG with one registry, at a port where nothing listens."""
    encoded = b64encode(text.encode()).decode()
    return f'{{"auths": {{"127.0.0.1:1": {{"auth": "{encoded}"}}}}}}'


ROWS = (
    Surrounding(
        id="docker/missing",
        why="A machine without Docker.",
        says=ON_A_JVM + "No such file or directory",
    ),
    Surrounding(
        id="docker/host/port-not-a-number",
        why="A variable in a script is empty or mistyped.",
        environ={"DOCKER_HOST": "tcp://127.0.0.1:abc"},
        only_mailserver=True,
        says=ON_A_JVM + "ValueError: Port could not be cast",
    ),
    Surrounding(
        id="docker/host/port-not-a-number/docker",
        why="The same with --mailserver docker.",
        environ={"DOCKER_HOST": "tcp://127.0.0.1:abc"},
        options=("--mailserver", "docker"),
        status=STARTED,
        says="happened: ValueError: Port could not be cast",
    ),
    Surrounding(
        id="docker/host/unknown-scheme",
        why="The address of another engine's API.",
        environ={"DOCKER_HOST": "grpc://127.0.0.1:1"},
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/host/ssh-refused",
        why="A build host that is switched off.",
        environ={"DOCKER_HOST": "ssh://nobody@127.0.0.1:1"},
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/host/refused",
        why="Docker in Docker with a daemon that has not started.",
        environ={"DOCKER_HOST": "tcp://127.0.0.1:1"},
        only_mailserver=True,
        says=ON_A_JVM + "Connection refused",
    ),
    Surrounding(
        id="docker/tls/no-certificates",
        why="A CI that sets DOCKER_TLS_VERIFY for a service that this job does not have.",
        environ={
            "DOCKER_HOST": "tcp://127.0.0.1:1",
            "DOCKER_TLS_VERIFY": "1",
            "DOCKER_CERT_PATH": "{folder}/certs",
        },
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/context/file-truncated",
        why="A context with a broken file; DOCKER_HOST is not set.",
        environ={**CONFIG, "DOCKER_HOST": None, "DOCKER_CONTEXT": "odd"},
        files={
            "config.json": b"{}",
            # The folder's name is the SHA-256 digest of the context's name.
            "contexts/meta/990cb8ebd0afb7150da453a213036a92f2c05e091df0d803e62d257ea7796c27/meta.json": b"{",  # noqa: E501
        },
    ),
    Surrounding(
        id="docker/context/unknown",
        why="A context of another machine, from a shared profile.",
        environ={"DOCKER_CONTEXT": "no-such-context"},
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    config("null", b"null", "", "A script that prints an empty value."),
    config("list", b"[]", "", "A script that joins several files."),
    config("not-json", b"{", "", "A file written while the disk was full."),
    config("bom", b"\xef\xbb\xbf{}", "", "A file from PowerShell."),
    config("latin-1", b'{"HttpHeaders": {"X": "\xfc"}}', "", "A file in an old encoding."),
    config("proxies-null", b'{"proxies": null}', "TypeError", "A template's empty value."),
    config("proxies-text", b'{"proxies": "none"}', "", "A template's value of the wrong type."),
    config(
        "auth-without-colon",
        b'{"auths": {"r.example": {"auth": "dG9rZW4="}}}',
        "ValueError: not enough values",
        "A token instead of user name and password.",
    ),
    config(
        "auth-not-base64",
        b'{"auths": {"r.example": {"auth": "!"}}}',
        "",
        "A password that is not encoded.",
    ),
    config("auths-a-list", b'{"auths": ["r.example"]}', "", "A list instead of a table."),
    config("auths-text", b'{"auths": {"r.example": "x"}}', "", "Text instead of a table."),
    Surrounding(
        id="docker/config.json/is-a-folder",
        why="A volume mounted before the file existed.",
        environ=CONFIG,
        files={"config.json/keep": b""},
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/config.json/missing-folder",
        why="DOCKER_CONFIG names a folder that the job no longer creates.",
        environ={"DOCKER_CONFIG": "{folder}/missing"},
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/helper/missing",
        why="The config.json of Docker Desktop on a machine without it.",
        environ=CONFIG,
        files={"config.json": b'{"credsStore": "desktop"}'},
        daemon="hangs",
        says=ON_A_JVM + HELPER_MISSING,
    ),
    Surrounding(
        id="docker/helper/missing/docker",
        why="The same with --mailserver docker: an error at once, with the real reason.",
        environ=CONFIG,
        files={"config.json": b'{"credsStore": "desktop"}'},
        daemon="hangs",
        options=("--mailserver", "docker"),
        status=STARTED,
        says=rf"{IMAGE_NOT_THERE}.*\nhappened: {HELPER_MISSING}",
    ),
    Surrounding(
        id="docker/helper/fails",
        why="A helper after the end of its session.",
        environ={**CONFIG, "PATH": "{folder}:{PATH}"},
        files={
            "config.json": b'{"credsStore": "odd"}',
            "docker-credential-odd": b"#!/bin/sh\necho 'session expired'; exit 1\n",
        },
        daemon="hangs",
        only_mailserver=True,
        says=ON_A_JVM + "Credentials store docker-credential-odd exited with .session expired",
    ),
    Surrounding(
        id="docker/helper/output-unreadable",
        why="A helper that prints a greeting.",
        environ={**CONFIG, "PATH": "{folder}:{PATH}"},
        files={
            "config.json": b'{"credsStore": "odd"}',
            "docker-credential-odd": b"#!/bin/sh\necho 'welcome'\n",
        },
        daemon="hangs",
        only_mailserver=True,
        says=ON_A_JVM,
    ),
    Surrounding(
        id="docker/pull/hangs",
        why="A registry that accepts the connection and sends nothing.",
        daemon="hangs",
        options=("--mailserver-pull-timeout", "2"),
        says=ON_A_JVM + "the pull was not finished within 2 s",
    ),
    Surrounding(
        id="docker/pull/fails",
        why="A registry's rate limit.",
        daemon="fails",
        only_mailserver=True,
        says=ON_A_JVM + "toomanyrequests",
    ),
    Surrounding(
        id="docker/auth-config/not-json",
        why="GitLab's variable of type file: the value is a path.",
        environ={"DOCKER_AUTH_CONFIG": "/builds/x.tmp/DOCKER_AUTH_CONFIG"},
        daemon="fails",
        only_mailserver=True,
        says=ON_A_JVM + "JSONDecodeError",
    ),
    Surrounding(
        id="docker/auth-config/registry-unreachable",
        why="A CI's variable for a registry that this job cannot reach; the image is present.",
        environ={"DOCKER_AUTH_CONFIG": auth("u:p")},
        options=("--mailserver", "docker"),
        needs_docker=True,
        says=IN_DOCKER,
    ),
    Surrounding(
        id="docker/auth-config/password-with-a-colon",
        why="The same with a colon in the password.",
        environ={"DOCKER_AUTH_CONFIG": auth("u:p:q")},
        options=("--mailserver", "docker"),
        needs_docker=True,
        says=IN_DOCKER,
    ),
    Surrounding(
        id="docker/auth-config/ryuk",
        why="With Testcontainers' reaper enabled, Testcontainers signs in; `auto` continues.",
        environ={
            "DOCKER_AUTH_CONFIG": auth("u:p:q"),
            "TESTCONTAINERS_RYUK_DISABLED": "false",
        },
        needs_docker=True,
        only_mailserver=True,
        says=ON_A_JVM + "ValueError: Could not parse docker auth config",
    ),
    Surrounding(
        id="testcontainers/not-a-number",
        why="A setting that Testcontainers reads at import.",
        environ={"TC_MAX_TRIES": "many"},
        says=ON_A_JVM + "ValueError: invalid literal",
    ),
    Surrounding(
        id="testcontainers/not-a-number/docker",
        why="The same with --mailserver docker.",
        environ={"TC_MAX_TRIES": "many"},
        options=("--mailserver", "docker"),
        status=STARTED,
        says="wanted: Docker's client and Testcontainers",
    ),
)
