import re

import pytest
from studies.speed.made_up import MACHINE, result, side

from tenfold.studies.speed.tables import page
from tenfold.studies.speed.works import WORKS


def rows(text, title):
    """The cells of the rows of the table with this heading."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"| {title} |"))
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    assert len({len(cells) for cells in table}) == 1
    return table[:1] + table[2:]


def test_a_cell_shows_median_extremes_and_how_many_times_faster():
    heads, row = rows(page([result()]), "one epoch")
    assert heads == ["one epoch", "tenfold", "Keras on TensorFlow"]
    assert row == [
        "ocr-mlp-64, 4 epochs",
        "2.00 s (1.00 s to 4.00 s)",
        "4.00 s (3.00 s to 20.0 s)<br>**3.00x** (2.00 to 5.00)",
    ]


def test_where_tenfold_is_worse_the_cell_says_so():
    text = page([result()])
    assert rows(text, "peak memory")[1][2].endswith("<br>**0.500x, more** (0.500 to 0.500)")
    slow = result(
        sides={"tenfold": side("tenfold", {"epoch": 4.0}), "torch": side("PyTorch", {"epoch": 1.0})}
    )
    assert rows(page([slow]), "one epoch")[1][2] == "1.00 s<br>**0.250x, slower**"


def test_accuracy_has_no_ratio():
    assert rows(page([result()]), "test accuracy")[1][1:] == [
        "96.00% (95.00% to 97.00%)",
        "97.00% (97.00% to 97.00%)",
    ]


def test_a_side_that_failed_leaves_a_gap_and_its_reason():
    failed = side("PyTorch", failure="ModuleNotFoundError: No module named 'torch'", versions={})
    text = page([result(sides={**result().sides, "torch": failed})])
    assert rows(text, "one epoch")[1][3] == "–"
    assert "- ocr-mlp-64, 4 epochs, PyTorch: ModuleNotFoundError: No module named 'torch'" in text
    assert "- PyTorch:" not in text


def test_a_side_that_took_no_part_in_one_case_leaves_a_gap_there():
    alone = result(case="alone", sides={"tenfold": result().sides["tenfold"]})
    assert rows(page([result(), alone]), "one epoch")[2][2] == "–"


def test_what_strangers_wrote_is_neither_table_nor_markup():
    bad = "a|b <script>`x`</script> *bold* _i_\n| new | row |\x1b[2J"
    text = page([result(case=bad)])
    (row,) = rows(text, "one epoch")[1:]
    assert row[0].startswith(r"a\|b &lt;script&gt;\`x\`&lt;/script&gt; \*bold\* \_i\_ \| new")
    assert "\x1b" not in text


def test_recipes_that_are_the_same_work_are_named():
    text = page([result(settings={"also": ["fashion-mlp-100"]})])
    assert rows(text, "one epoch")[1][0] == "ocr-mlp-64, 4 epochs (also fashion-mlp-100)"


def test_a_precision_that_is_not_the_rivals_is_named():
    ours = side("tenfold", {"epoch": 1.0, "precision": "bfloat16"}, {"epoch": 1.0})
    text = page([result(sides={"tenfold": ours})])
    assert rows(text, "one epoch")[1][0] == "ocr-mlp-64, 4 epochs (tenfold in bfloat16)"


def test_machine_and_versions_stand_once_where_all_have_the_same():
    text = page([result(), result(work="latency", shown=("answer",))])
    machine = "A Processor, 2 cores (avx2, amx_bf16), 24 GB of memory, Linux 6.1"
    assert text.count(f"- Machine: {machine}") == 1
    assert text.count("- Keras on TensorFlow: python 3.11.7") == 1
    assert text.count("Measured on 2026-03-04, 3 rounds.") == 2


def test_works_of_different_machines_say_their_own():
    other = result(work="latency", machine=MACHINE | {"processor": "Another"}, shown=("answer",))
    text = page([result(), other])
    assert "Not all was measured on the same machine with the same versions." in text
    assert text.index("- Machine: A Processor") > text.index("## Training")
    assert text.index("- Machine: Another") > text.index("## One picture")


def test_a_quick_run_is_marked():
    assert "these figures mean nothing" in page([result(quick=True)])
    assert "these figures mean nothing" not in page([result()])


def growing(amount, seconds):
    return result(
        work="scaling",
        case=f"epochs of x: {amount:,}",
        shown=("run", "memory"),
        settings={"amount": amount},
        sides={"tenfold": side("tenfold", *({"run": s, "memory": 90.0} for s in seconds))},
    )


def test_cost_is_shown_each_with_the_line_through_it():
    text = page([growing(1000, [3.0, 2.9, 3.2]), growing(2000, [5.0]), growing(4000, [9.0])])
    assert rows(text, "epochs of x")[1:] == [
        ["1,000", "3.00 s (2.90 s to 3.20 s)", "3.00 ms", "90 MB (90 MB to 90 MB)"],
        ["2,000", "5.00 s", "2.50 ms", "90 MB"],
        ["4,000", "9.00 s", "2.25 ms", "90 MB"],
    ]
    assert (
        "The straight line through these medians: 1.00 s + 2.00 ms each; it explains 100.00%"
        in text
    )


def test_an_amount_that_was_not_measured_is_a_gap():
    text = page([growing(1, []), growing(2, [5.0])])
    assert rows(text, "epochs of x")[1] == ["1", "–", "–", "–"]
    assert "The straight line" not in text


@pytest.mark.parametrize("work", WORKS)
def test_the_page_has_a_place_for_every_work(work):
    assert page([]).count("Not measured yet.") == len(WORKS)
    assert page([result(work=work)]).count("Not measured yet.") == len(WORKS) - 1


def test_the_share_of_the_processors_peak_is_told():
    runs = [{"epoch": 2.0, "gflop": 100.0, "peak": peak} for peak in (150.0, 200.0, 250.0)]
    text = page([result(sides={"tenfold": side("tenfold", *runs)})])
    assert "| ocr-mlp-64, 4 epochs | 100 | 50.0 | 200 | 25% |" in text
