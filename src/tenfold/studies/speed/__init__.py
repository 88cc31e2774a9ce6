"""`tenfold bench`: tenfold beside what people run today, in one run, each in its own process.

works.py       what can be measured: one table of works, each a list of cases
jobs.py        a case as the JSON that every side gets
sides.py       who is measured: tenfold, Keras on TensorFlow, Keras on JAX, PyTorch
rivals/        the rivals' scripts, which know nothing of tenfold
own_side.py    tenfold's own script, for what is measured inside a process
own.py         how tenfold is called: mostly as a person calls it, by its command line
processes.py   one process run: seconds, peak memory, its answer
material.py    data, picture files and models that the runs need, made before them
measure.py     the runs themselves, side after side in every round
results.py     what was measured, kept in benchmarks.json
ratios.py      medians, ratios pair by pair, straight lines
figures.py     the figures by name: their unit, and which way is better
tables.py      docs/benchmarks.md from benchmarks.json and page.md
machine.py     processor, memory and system that figures belong to
"""
