"""Leave out, and say so, what needs a Docker Engine where none answers."""

import pytest
from hypothesis import settings

# No test asserts how long something takes: a busy machine must turn none red.
settings.register_profile("bluebar", deadline=None)
settings.load_profile("bluebar")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests marked `docker` on a machine without it."""
    marked = [item for item in items if item.get_closest_marker("docker")]
    if not marked:
        return
    # Imported here: Docker's client takes a while, and most of the tests need none.
    from mailserver.docker_way import DockerNotThere, check_daemon  # noqa: PLC0415

    try:
        check_daemon()
    except DockerNotThere as error:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=f"no Docker here: {error.happened}"))
