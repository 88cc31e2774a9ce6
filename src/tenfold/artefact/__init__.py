"""The one file of a classifier, and the folder of the run that made it.

bundle.py (read and check it, with wire.py, graph.py, operators.py and shapes.py), export.py (write
it), shipped.py (those that come with tenfold), runs.py (the run folder)
"""
