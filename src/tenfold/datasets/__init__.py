"""Data sets: names and sources, fetching and proving files, folders and arrays -> Dataset.

catalog.py   the table of known sets         fetch.py    every place in turn (download, packages)
idx.py       MNIST's file format             verified.py unpacked within bounds, SHA-256 compared
folder.py    one folder a class              arrays.py   an .npz file
load.py      one way in for all of them      split.py    validation pictures
"""

from tenfold.datasets.catalog import CATALOGUE, Source, find_source
from tenfold.datasets.describe import describe
from tenfold.datasets.fetch import cache_folder, fetch
from tenfold.datasets.load import load_dataset
from tenfold.datasets.split import hold_out

__all__ = [
    "CATALOGUE",
    "Source",
    "cache_folder",
    "describe",
    "fetch",
    "find_source",
    "hold_out",
    "load_dataset",
]
