"""What is measured of tenfold beside its tests and its speed (`tenfold bench`).

    python -m benchmarks.real           real pictures, beside packages of others (make bench-real)
    python -m benchmarks.refusals       pictures of something else (make bench-refusals)
    python -m benchmarks.corruptions    the corruptions of MNIST-C (make bench-corrupted)
    python -m benchmarks.standardise    digits as people make them, against a plain resize
    python -m benchmarks.backends       the same accuracy on every Keras back end (make backends)

Run from the root; each has --help. What they share:

    options.py         words of the command line
    models.py          which model: found by its name, or trained first
    sets.py            sets of pictures: files, arrays and folders
    circumstances.py   which model, when, on what machine; where figures are written
    cells.py           parts of tables, in the terminal and in Markdown
    gallery.py         wrong answers as pictures, to be looked at
    composed/          pictures as people make them, composed from MNIST's digits
"""
