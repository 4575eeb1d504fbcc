"""Run the suite repeatedly and print a line for each run: every failure is a defect.

python -m tests.repeat 20 [pytest options]      # or: make repeat N=20
"""

import re
import subprocess
import sys
import time

LAST_LINE = re.compile(r"=+ (.* in [\d.]+s.*) =+")


def main() -> None:
    """Run the suite; exit with the number of runs that failed."""
    if len(sys.argv) < 2 or not sys.argv[1].isdecimal():
        sys.exit(__doc__)
    times, options = int(sys.argv[1]), sys.argv[2:] or ["-n", "2"]
    failed_runs = 0
    for number in range(1, times + 1):
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "e2e", *options],
            capture_output=True,
            text=True,
            check=False,
        )
        failed_runs += ended.returncode != 0
        summary = LAST_LINE.findall(ended.stdout) or [ended.stdout[-300:] + ended.stderr[-300:]]
        replay = re.search(r"^replay: (.*)$", ended.stdout, re.MULTILINE)
        took = time.monotonic() - began
        print(
            f"run {number:2}: exit {ended.returncode}, {took:.0f} s: {summary[-1]} "
            f"({replay[1] if replay else 'no replay line'})",
            flush=True,
        )
        if ended.returncode:
            failed = re.findall(r"^(?:FAILED|ERROR) .*$", ended.stdout, re.MULTILINE)
            print("\n".join(f"        {line}" for line in failed), flush=True)
    sys.exit(f"{failed_runs} of {times} runs failed" if failed_runs else 0)


if __name__ == "__main__":
    main()
