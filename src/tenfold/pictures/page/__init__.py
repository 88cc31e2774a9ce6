"""A page, whatever lies beside it and in whatever light -> strips of 32 pixels, one a line.

finding.py    the way as a whole, and the other ways a page is looked at
sheet.py      a sheet on a table, seen alone
ink.py        contrast over grain: how much ink is where
border.py     what a photo shows beside its page
stretches.py  straight thin runs of ink; frames.py (boxes of them), bands.py (where they lie)
rules.py      which of them are rules, taken out
pieces.py     ink and its connected pieces; boxes.py (which boxes of them belong together)
lines.py      pieces -> rows, in reading order
writing.py    which rows are writing; ends.py (where a row ends)
strips.py     rows -> strips, levelled and at one size; strikes.py (what crosses them out)
"""
