"""The pictures of the five systems, as matplotlib figures; `save` writes one to a file.

matplotlib is part of the extra `train` and imported only when something is drawn. Every function
that draws raises MissingExtraError where it is not installed.
"""

from tenfold.evaluation.plots.canvas import save
from tenfold.evaluation.plots.charts import confusion, curves, reliability
from tenfold.evaluation.plots.pictures import answers, gallery, grid, one, prediction, strip

__all__ = [
    "answers",
    "confusion",
    "curves",
    "gallery",
    "grid",
    "one",
    "prediction",
    "reliability",
    "save",
    "strip",
]
