"""Check whether Docker can be used; Docker's client is not imported before this check.

Docker's client and Testcontainers take a second to import, read settings at import, and raise
any kind of error for a setting that they cannot read. So both, and the modules that import them,
are imported only inside functions, after this check.
"""

from bluebar.mailserver.errors import HarnessError


class DockerClientUnavailable(HarnessError):
    """Docker's client or Testcontainers cannot be imported with the settings that they read."""


def check_docker() -> None:
    """Make sure that Docker's client can be imported and that a Docker daemon answers.

    Raises:
        DockerClientUnavailable: the client cannot be imported.
        DockerUnavailable: no daemon answers.
    """
    try:
        import testcontainers.core.container  # noqa: F401, PLC0415 - see above

        from bluebar.mailserver.docker_client import check_daemon  # noqa: PLC0415
    except Exception as error:
        raise DockerClientUnavailable(
            wanted="Docker's client and Testcontainers",
            happened=f"{type(error).__name__}: {error}",
            where="the environment's DOCKER_*, TC_* and TESTCONTAINERS_*, Docker's config.json, "
            ".testcontainers.properties in the home folder",
            next_step="correct the setting that the error names, or use --mailserver jvm, which "
            "needs no Docker",
        ) from error
    check_daemon()
