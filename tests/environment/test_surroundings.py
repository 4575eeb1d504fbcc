"""In any surroundings a run starts, or ends with one error in four parts.

`python -m tests.environment` prints the result of each row.
"""

import pytest

from tests.environment import docker_rows, machine_rows
from tests.environment.running import faults_of, run, why_not_here
from tests.environment.surrounding import Surrounding
from tests.skips import NO_MOUNT_NAMESPACE


def param(row: Surrounding) -> object:
    marks = [pytest.mark.docker] if row.needs_docker else []
    marks += [pytest.mark.namespace] if row.needs_namespace else []
    if why := why_not_here(row):
        marks.append(pytest.mark.skip(reason=f"{NO_MOUNT_NAMESPACE}{why}"))
    return pytest.param(row, id=row.id, marks=marks)


@pytest.mark.parametrize("row", [param(each) for each in docker_rows.ROWS + machine_rows.ROWS])
def test_a_run_starts_or_ends_with_one_error(row: Surrounding) -> None:
    ended = run(row)
    assert not faults_of(row, ended), ended.output
