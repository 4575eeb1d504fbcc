"""Print what a run says in each surrounding, a line a row.

python -m tests.environment [WORD]     # only the rows whose id holds WORD
"""

import sys

from tests.environment import docker_rows, machine_rows
from tests.environment.running import faults_of, run, why_not_here


def main() -> int:
    """Run the rows and print the table; return how many did not end as they must."""
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
