"""From pressing return to the printed answer: `tenfold predict` and `tenfold --help`, cold.

    python benchmarks/cold_start.py runs/digits-cnn-seed0 examples/digits/seven.png [TIMES]

Every run is a process of its own, the two commands take turns. Prints the median with the fastest
and the slowest, in seconds of wall clock.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

TENFOLD = str(Path(sys.executable).with_name("tenfold"))


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main() -> int:
    if not 3 <= len(sys.argv) <= 4:
        print(__doc__)
        return 2
    model, picture = sys.argv[1:3]
    times = int(sys.argv[3]) if len(sys.argv) == 4 else 15
    commands = {
        "tenfold predict": [TENFOLD, "predict", picture, "--model", model],
        "tenfold --help": [TENFOLD, "--help"],
    }
    measured: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            measured[name].append(seconds(command))
    print(f"{'command':<18}{'n':>4}{'median':>9}{'fastest':>9}{'slowest':>9}")
    for name, values in measured.items():
        median = statistics.median(values)
        print(f"{name:<18}{times:>4}{median:>9.3f}{min(values):>9.3f}{max(values):>9.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
