"""Models on real pictures that none of them was trained on, from the file to the answer.

    make bench-real                       the digits of scikit-learn; MNIST's test split
    make bench-real PICTURES=my-pictures  also every set that lies in that folder

Measured in one run, each on the very same picture files:

    tenfold     the model that --model names, by the way that `tenfold predict` takes
    plain       what tutorials do: corners light? invert; resize; ask (asking.py)
    published   packages of others that ship their weights, in an environment of their own,
                called as their READMEs say (published.py)

    asking.py     who is asked, and what came back
    published.py  runs in the other environment, as a process
    figures.py    answers -> accuracy, interval, refusals, calibration, time
    tables.py     figures -> terminal, Markdown
    sheets.py     every error as a picture, to be looked at

Folders and .npz files are read by the rules of benchmarks/sets.py.

Nothing here is for training or for choosing: see docs/decisions.md on what was looked at.
"""
