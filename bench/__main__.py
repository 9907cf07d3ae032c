"""`make bench`: every benchmark, each in a process of its own, then the table.

`ROWS="10000 1000000" make bench` chooses the sizes for reading (a million takes about ten minutes to fill once).
"""

import os
import subprocess
import sys

from bench.report import Report

SIZES = os.environ.get("ROWS", "10000 100000").split()


def main() -> None:
    runs = [
        ["bench.importing"],
        ["bench.roundtrip"],
        ["bench.search"],
        ["bench.demo"],
        ["bench.submit"],
        ["bench.overhead"],
        ["bench.fuzz"],
        *(["bench.reads", size] for size in SIZES),
        *(["bench.figures", size] for size in SIZES),
        ["bench.printing"],
        ["bench.signatures"],
        ["bench.signing"],
        ["bench.mutations"],
        ["bench.rounds"],
        ["bench.audit"],
        ["bench.sso"],
        ["bench.chaos"],
        ["bench.starts"],
        ["bench.lighthouse"],
        *(["bench.recovery", size] for size in SIZES),
    ]
    failed = []
    for module, *arguments in runs:
        print(f"\n== {module} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode:
            failed.append(module)
    Report().write()
    if failed:
        print(f"did not finish: {', '.join(failed)}")
        raise SystemExit(1)


if __name__ == "__main__":
    main()
