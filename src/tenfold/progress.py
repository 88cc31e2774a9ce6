"""Training seen from a notebook or a script: one line an epoch, moving while it runs."""

from __future__ import annotations

from tenfold.evaluation.words import duration, percent
from tenfold.values import Progress


def show_progress(now: Progress) -> None:
    """Print how training goes, as `tenfold.train(..., on_progress=tenfold.show_progress)`.

    The line of the running epoch is written over; that of a finished one stays, with the
    validation figures where a recipe keeps validation pictures.
    """
    figures = (
        f"epoch {now.epoch}/{now.epochs}  loss {now.loss:.4f}  accuracy {percent(now.accuracy)}"
    )
    if len(now.history) < now.epoch:
        print(f"\r{figures}  {now.pictures:,} of {now.total:,} pictures", end="", flush=True)
        return
    last = now.history[-1]
    if last.val_loss is not None and last.val_accuracy is not None:
        figures += f"  validation {last.val_loss:.4f} {percent(last.val_accuracy)}"
    print(f"\r{figures}  {duration(last.seconds)}".ljust(78), flush=True)
