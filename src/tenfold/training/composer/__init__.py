"""Lines of digits to learn reading from, composed on the fly: no picture of a number is needed.

    hand.py       how somebody writes: slant, gaps, pen, size, how steady
    writing.py    digits of single pictures -> the ink of one line
    ground.py     ink -> a picture of it: paper, rules, boxes, shadow, camera
    printed.py    digits and words in print
    other.py      ink of no digit: letters, scribbles, rests of rules
    lines.py      pools of strips, made in several processes
    strip.py      what of a line's picture the reader is given

Synthetic strings of single digits are enough to learn touching ones from (Hochuli et al.,
"Handwritten digit segmentation: is it still necessary?", Pattern Recognition 78, 2018). Everything
is drawn from one numpy Generator, so a seed names a pool of lines.
"""
