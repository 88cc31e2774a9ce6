"""The five systems, run again: their figures beside ours, and the exercises of S3 answered.

measured.py    one figure over several seeds, for people and for programs
systems.py     what the five systems printed: one table
reproduce.py   every row of that table trained as written, theirs beside ours
exercises/     the eight exercises of S3, each answered from what is measured
"""
