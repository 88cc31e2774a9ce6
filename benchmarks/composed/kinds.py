"""The kinds of pictures that people make: a function each.

Each takes a digit (uint8, shape (28, 28), bright on 0) and a generator, and returns a picture
(uint8, grey or RGB). Sizes, pens, shades, places and angles are drawn from wide ranges, so that
what is measured is a kind and not one picture.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.composed.cells import (
    faint_in_a_scanned_cell,
    scanned_cell,
    scanned_cell_cut_short,
    touching_a_scanned_cell,
)
from benchmarks.composed.drawings import (
    as_given,
    chalkboard,
    coloured_pen,
    equally_light_colour,
    highlighted,
    negative,
    noisy,
    on_a_canvas,
    scanned_in_two_tones,
    screenshot,
    tiny,
    touching_the_edge,
    transparent,
    with_specks,
)
from benchmarks.composed.forms import (
    blue_on_red_lines,
    cut_from_a_form,
    everything_at_once,
    in_a_box,
    on_ruled_paper,
    on_squared_paper,
    touching_its_box,
)
from benchmarks.composed.photos import (
    beside_neighbours,
    faint_pencil,
    fine_pen,
    in_a_hard_shadow,
    large_in_a_hard_shadow,
    photographed,
    sheet_on_a_desk,
    small_on_a_page,
    soft_shadow,
    thick_marker,
)

Kind = Callable[[np.ndarray, np.random.Generator], np.ndarray]

KINDS: tuple[Kind, ...] = (
    *(as_given, negative, tiny, on_a_canvas, transparent, screenshot, scanned_in_two_tones),
    *(photographed, chalkboard, soft_shadow, in_a_hard_shadow, large_in_a_hard_shadow),
    *(faint_pencil, thick_marker, fine_pen, small_on_a_page, noisy, with_specks),
    *(touching_the_edge, beside_neighbours, sheet_on_a_desk, in_a_box, touching_its_box),
    *(scanned_cell, faint_in_a_scanned_cell, scanned_cell_cut_short, touching_a_scanned_cell),
    *(cut_from_a_form, on_ruled_paper, on_squared_paper, blue_on_red_lines),
    *(coloured_pen, equally_light_colour, highlighted, everything_at_once),
)
