"""Many pictures on all cores: worker processes, answers in order, few of them under way at a time.

A worker is a fresh Python that knows nothing of the program that asks. A forked one would hold
onnxruntime's threads in a state they do not survive, and `multiprocessing` imports the caller's
script once more: this way it is the same from a script, a notebook and the command line.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from io import RawIOBase
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar, cast

from PIL import Image

from tenfold.errors import PictureError, WorkerError
from tenfold.inference.many import Job, name_of
from tenfold.pictures.decode import decode
from tenfold.values import BrokenPicture

if TYPE_CHECKING:
    from tenfold.inference.many import Source

    # A picture's number, and what is sent of it.
    Numbered = tuple[int, Source | BrokenPicture]

A = TypeVar("A")

# What a worker is given at a time: so long that handing over costs little, so short that answers
# flow and that no worker is left with much to do at the end.
_CHUNK_SECONDS = 0.05
_MOST_IN_CHUNK = 32
_CHUNKS_AHEAD = 4
_FEWER = "Use fewer of them, or none (--workers 1, in Python workers=1)"


class Workers(Generic[A]):
    """Processes that answer pictures with one model; a context manager that ends them."""

    def __init__(self, job: Job[A], count: int) -> None:
        """Start `count` processes, without waiting for them. Raises WorkerError."""
        self._workers = [_Worker() for _ in range(count)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        # One thread a worker, which waits for its pipe.
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="tenfold-worker")
        begin = pickle.dumps(job)
        self._starts = [self._threads.submit(self._start, w, begin) for w in self._workers]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.process.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    @property
    def ready(self) -> bool:
        """Whether one of them has loaded the model (or failed to, which `answers` will tell)."""
        return any(start.done() for start in self._starts)

    def answers(self, numbered: Iterator[tuple[int, Source]]) -> Iterator[A]:
        """The answers in order; at most 128 pictures a worker are taken ahead of them.

        Raises WorkerError when a worker dies.
        """
        waiting: deque[Future[tuple[list[A], float]]] = deque()
        size = 1
        while True:
            while len(waiting) < _CHUNKS_AHEAD * len(self._workers):
                chunk = [_portable(*one) for one in islice(numbered, size)]
                if not chunk:
                    break
                waiting.append(self._threads.submit(self._ask, chunk))
            if not waiting:
                return
            answers, seconds = waiting.popleft().result()
            yield from answers
            wanted = round(len(answers) * _CHUNK_SECONDS / seconds)
            size = min(max(wanted, 1), _MOST_IN_CHUNK)

    def _start(self, worker: _Worker, begin: bytes) -> None:
        try:
            worker.ask(begin)
        finally:  # a dead one too: whoever asks it next tells of it
            self._idle.put(worker)

    def _ask(self, chunk: list[Numbered]) -> tuple[list[A], float]:
        question = pickle.dumps(chunk)
        worker = self._idle.get()
        began = time.perf_counter()
        try:
            answers = worker.ask(question)
        except (EOFError, OSError, pickle.UnpicklingError):
            raise WorkerError(_obituary(worker.process.wait(), chunk)) from None
        finally:
            self._idle.put(worker)
        return answers, time.perf_counter() - began


class _Worker:
    """A process that runs `serve`, in a session of its own: Ctrl-C is the caller's to answer."""

    def __init__(self) -> None:
        # The path is handed down as it is here: this package may have been found by it only.
        program = f"import sys; sys.path[:] = {sys.path!r}; import {__name__} as p; p.serve()"
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise WorkerError(
                f"A worker process cannot be started: {error.strerror or error}. {_FEWER}."
            ) from None
        self._questions = cast(IO[bytes], self.process.stdin)
        self._replies = cast(IO[bytes], self.process.stdout)

    def ask(self, question: bytes) -> Any:
        """Its reply. Raises EOFError, OSError or UnpicklingError where the process has ended."""
        self._questions.write(question)
        self._questions.flush()
        # From a process that was started here, through a pipe that nobody else holds.
        return pickle.load(self._replies)

    def close(self) -> None:
        """Let go of the process after it was killed."""
        self.process.wait()
        self._replies.close()
        with suppress(OSError):  # a question that it has not read any more
            self._questions.close()


def serve() -> None:
    """What a worker does: load the model it is sent, then answer chunk after chunk.

    Ends when its standard input does, and so with the caller, however that one ends.
    """
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)  # there is a worker for every core
    questions = sys.stdin.buffer
    with suppress(EOFError, BrokenPipeError), open(os.dup(1), "wb", buffering=0) as replies:
        os.dup2(2, 1)  # what a library may print must not come among the replies
        job: Job[Any] = pickle.load(questions)
        attempt = job.start()
        _send(replies, None)
        while True:
            chunk: list[Numbered] = pickle.load(questions)
            _send(replies, [attempt(*one) for one in chunk])


def _portable(number: int, source: Source) -> Numbered:
    """A picture as it can be sent: an image of Pillow's may have a file behind it, and pages."""
    if isinstance(source, os.PathLike):
        return number, os.fspath(source)
    if not isinstance(source, Image.Image):
        return number, source
    try:
        return number, decode(source)
    except PictureError as error:
        return number, BrokenPicture(name_of(source, number), error.code, error.message)


def _send(pipe: RawIOBase, reply: list[Any] | None) -> None:
    rest = memoryview(pickle.dumps(reply))
    while rest:
        rest = rest[pipe.write(rest) :]


def _obituary(status: int, chunk: list[Numbered]) -> str:
    how = f"killed by signal {-status}" if status < 0 else f"exit code {status}"
    names = [
        source if isinstance(source, str) else f"picture {number}"
        for number, source in (chunk[0], chunk[-1])
    ]
    pictures = " to ".join(dict.fromkeys(names))
    return (
        f"A worker process ended while it was answering {pictures} ({how}). The answers before "
        f"these stand. {_FEWER}: when memory runs short, the system kills processes."
    )
