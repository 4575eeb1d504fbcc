"""Print the result of a run in each surrounding, one line for each row.

python -m tests.environment [WORD]     # only rows with WORD in their id
"""

import sys

from tests.environment import docker_rows, machine_rows
from tests.environment.running import faults_of, run, why_not_here


def main() -> int:
    """Run the rows and print the table; return the number of wrong results."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    bad = 0
    for row in docker_rows.ROWS + machine_rows.ROWS:
        if word not in row.id:
            continue
        if why := why_not_here(row):
            print(f"not here {row.id}: {why}")
            continue
        ended = run(row)
        faults = faults_of(row, ended)
        bad += bool(faults)
        print(f"{'RED ' if faults else 'ok  '} {row.id} ({ended.status}): {ended.first_line}")
        for fault in faults:
            print(f"      {fault}")
        sys.stdout.flush()
    return bad


if __name__ == "__main__":
    sys.exit(main())
