"""What a model of digits does with pictures that are no digit, or not one.

    make bench-refusals                       MNIST's test digits against eight kinds of others
    make bench-refusals PICTURES=my-pictures  also the sets that lie in that folder (sets.py)

A refusal costs digits, so both are shown: which share of each family is refused, and how many
digits are still answered, at the thresholds in the file and at the confidence that 98% of a set
of digits reach. Every picture goes the whole way in, as with `tenfold predict`.

    families.py   the kinds and families, of
    letters.py, scribbles.py, pairs.py, things.py (photos, noise), paper.py (blank; photographed)
    asking.py     the answers, as arrays
    figures.py    answers -> shares
    tables.py     figures -> terminal, Markdown

Nothing here is for training or for choosing a threshold: who does, has to find other families to
measure on.
"""
