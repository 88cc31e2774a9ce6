"""Answering: onnxruntime, NumPy, Pillow and OpenCV; never Keras.

classifier.py   the class of a picture; explain.py: and why
numbers.py      the numbers on a page: strips.py (the network along a line), signs.py (where that
                has no digit), words.py (which lines are words), lattice.py (the likeliest texts),
                alignment.py and places.py (where their digits are), decoding.py (lines ->
                numbers), dates.py (what may be one), belief.py (which look is believed),
                readings.py (the values)
forms.py        named boxes of forms: fields.py (the TOML), checks.py, table.py (rows and columns)
marking.py      readings drawn on their picture
many.py         many sources, in order; parallel.py: by several processes
session.py      a running onnxruntime session
"""
