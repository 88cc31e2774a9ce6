"""One process run to its end: how long, how much memory, and what it answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

_LONGEST_REASON = 200


class SideError(Exception):
    """A process that did not do its work; the text is one line that says why."""


@dataclass(frozen=True)
class Finished:
    """A process that ended well.

    seconds: wall clock from its start to its last line on stdout. memory: peak resident bytes,
    None where the system does not tell. answer: the last line, read as a JSON object, or {}.
    """

    seconds: float
    memory: int | None
    answer: dict[str, Any]


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Finished:
    """Run `command` with `environment` laid over this process's own. Raises SideError."""
    with tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=os.environ | dict(environment or {}),
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            raise SideError(f"{command[0]} cannot be run: {error.strerror}") from None
        with process:
            try:
                last, seconds = _last_line(process, began)
                memory = _wait(process)
            except BaseException:  # Ctrl-C above all: no process stays behind
                process.kill()
                raise
        answer = _read(last)
        if process.returncode:
            raise SideError(_reason(answer, complaints, process.returncode))
    return Finished(seconds, memory, answer)


def _last_line(process: subprocess.Popen[str], began: float) -> tuple[str, float]:
    last, seconds = "", time.perf_counter() - began
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip():
            last, seconds = line, time.perf_counter() - began
    return last, seconds


def _wait(process: subprocess.Popen[str]) -> int | None:
    """Wait for the end; the peak memory of this one process.

    The kernel counts what the parent held when it started the child as the child's, which is why
    whoever calls `run` keeps small: no data set, no Keras.
    """
    if not hasattr(os, "wait4"):
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return int(usage.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def _reason(answer: Mapping[str, Any], complaints: IO[bytes], code: int) -> str:
    """tenfold's own error; else the last line on stderr, where Python names the exception."""
    if isinstance(error := answer.get("error"), dict) and "message" in error:
        return str(error["message"])
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    said = "".join(letter for letter in lines[-1] if letter.isprintable()) if lines else ""
    ended = f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return said.strip()[:_LONGEST_REASON] or ended


def _read(line: str) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
