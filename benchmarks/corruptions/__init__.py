"""The 15 corruptions of MNIST-C: how much of what a model can do is left on spoilt pictures?

    make bench-corrupted                                   the shipped digits beside digits-cnn
    python -m benchmarks.corruptions --sheet sheet.png     and examples of all 15, to look at

N. Mu and J. Gilmer, "MNIST-C: A Robustness Benchmark for Computer Vision", 2019,
https://arxiv.org/abs/1906.02337. Kinds, severities and parameters are those of the authors'
generator, https://github.com/google-research/mnist-c (corruptions.py); the code is our own, with
NumPy and OpenCV only, so pictures differ from the published files by the random numbers drawn.

    noise.py blur.py placing.py light.py marks.py edges.py    the corruptions, family by family
    table.py       name -> function; a split as one corruption leaves it
    answers.py     pictures -> what the models said, asked straight and by tenfold's whole way
    figures.py     answers -> errors, intervals, ratios
    tables.py      figures -> terminal, Markdown
    sheet.py       examples as a picture

Corrupted test pictures are for reporting only: nothing is trained on or chosen by them. They are
no attack either: adversarial robustness, where somebody searches for the worst change of a
picture, is not measured here.
"""
