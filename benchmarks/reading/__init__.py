"""Whole numbers read by tenfold, Tesseract and RapidOCR, from the same picture files in one run.

    make bench-read                       composed numbers; numbers printed in many fonts
    make bench-read PICTURES=my-pictures  also the sets of numbers that lie in that folder

    tenfold      the model that --model names: as `tenfold read` reads, and with --single
    tesseract    the program of Debian, version 5: page modes 6, 7 and 11, digits allowed only
    rapidocr     the package of PyPI with the models in its wheel, in an environment of its own

    sets.py      picture files with what stands in them: a person's, composed, printed
    engines.py   who is asked; every answer cleaned in the same way
    rapid.py     runs in the other environment, as a process
    figures.py   answers -> accuracy, digit errors, refusals, calibration, coverage, time
    tables.py    figures -> terminal, Markdown
    sheets.py    every error as a picture, to be looked at
    forms.py     pages of boxes: python -m benchmarks.reading.forms
    cost.py      what a photo and a page cost tenfold: python -m benchmarks.reading.cost

One core each: tenfold and RapidOCR with one thread, Tesseract with OMP_THREAD_LIMIT=1. Of every
answer the digits are kept, and boxes are joined in reading order; letters that RapidOCR reads in
place of digits (O, l, S, ...) are taken as the digits that they look like, since it cannot be told
to read digits only. Tesseract's time holds the start of its process, as its users pay for it.

The composed numbers are written with digits of MNIST's test split, by the composer that tenfold's
reader learnt from: they are home ground, and sets of other writers say more.
"""
