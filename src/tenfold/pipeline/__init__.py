"""The whole story: load, prepare, train, write the one file, evaluate, report.

    datasets -> pictures -> models -> training -> evaluation -> artefact -> inference

learn.py      train, train_seeds and resume: from a recipe to finished run folders
judge.py      evaluate and report: what a finished model does
material.py   which pictures are trained and judged on
products.py   what a finished training leaves: the one file, its scores, the report
"""

from tenfold.pipeline.judge import evaluate, report
from tenfold.pipeline.learn import resume, train, train_seeds

__all__ = ["evaluate", "report", "resume", "train", "train_seeds"]
