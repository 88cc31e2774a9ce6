"""The one file of a classifier, and the folder of the run that made it.

bundle.py (read and check it, with wire.py), export.py (write it), runs.py (the run folder)
"""
