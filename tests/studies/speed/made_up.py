"""Results with figures of known truth, without the minutes that it takes to measure them."""

from tenfold.studies.speed.results import Result, SideRuns

MACHINE = {
    "processor": "A Processor", "family": "x86_64", "cores": 2, "memory_gb": 24,
    "flags": ["avx2", "amx_bf16"], "system": "Linux 6.1",
}  # fmt: skip


def side(title, *runs, failure=None, versions=None):
    """One run a round."""
    return SideRuns(
        title,
        {"python": "3.11.7"} if versions is None else versions,
        dict(enumerate(runs)),
        failure,
    )


def result(**changes):
    """Three rounds in which tenfold's epochs take 1, 2 and 4 s and Keras' 3, 4 and 20 s."""
    values = {
        "work": "training",
        "case": "ocr-mlp-64, 4 epochs",
        "shown": ("epoch", "memory", "accuracy"),
        "settings": {"recipe": "ocr-mlp-64", "epochs": 4},
        "measured": "2026-03-04T05:06:07+00:00",
        "machine": MACHINE,
        "quick": False,
        "sides": {
            "tenfold": side(
                "tenfold",
                {"epoch": 1.0, "memory": 800.0, "accuracy": 0.97},
                {"epoch": 2.0, "memory": 800.0, "accuracy": 0.96},
                {"epoch": 4.0, "memory": 800.0, "accuracy": 0.95},
            ),
            "keras-tensorflow": side(
                "Keras on TensorFlow",
                {"epoch": 3.0, "memory": 400.0, "accuracy": 0.97},
                {"epoch": 4.0, "memory": 400.0, "accuracy": 0.97},
                {"epoch": 20.0, "memory": 400.0, "accuracy": 0.97},
            ),
        },
    }
    return Result(**values | changes)
