"""The whole story: load, prepare, train, write the one file, evaluate, report.

    datasets -> pictures -> models -> training -> evaluation -> artefact -> inference

learn.py      train, train_seeds and resume: from a recipe to finished run folders
judge.py      evaluate and report: what a finished model does
material.py   which pictures are trained and judged on
products.py   what a finished training leaves: the one file, its scores, the report
reading.py    the same two for a reader: lines composed of digits, and what is left in the end
corrections.py  what people corrected, learned from beside the train split
"""

from tenfold.pipeline.judge import evaluate, report
from tenfold.pipeline.learn import resume, train, train_seeds

__all__ = ["evaluate", "report", "resume", "train", "train_seeds"]
