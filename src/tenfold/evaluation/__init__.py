"""How good the answers are: arrays in, values, plots and pages out; never a model.

arrays.py       checks that labels and answers fit each other
scores.py       one split's figures: loss, accuracy and interval, confusion, per class
calibration.py  whether 90% sure is right 90% of the time; temperature; when to refuse
errors.py       which pictures are wrong, and which classes are taken for which
compare.py      whether one result is better than another, or only luckier
words.py        figures as people read them
plots.py        the pictures of the five systems, as matplotlib figures
charts.py       the geometry of the report's own charts
html.py         pictures, captions and bars for pages (the report and the notebook)
report.py       the report: one self-contained HTML file
"""
