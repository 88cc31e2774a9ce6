"""tenfold report."""

import json


def test_report_writes_it_anew_and_says_where(tenfold, trained):
    written = (trained / "report.html").read_text()
    (trained / "report.html").unlink()
    done = tenfold("report", "drawn")
    assert done.stdout == "The report is in runs/drawn/report.html\n"
    assert (trained / "report.html").read_text() == written
    answer = json.loads(tenfold("report", "runs/drawn", "--json").stdout)
    assert answer == {"report": "runs/drawn/report.html"}


def test_a_run_that_is_not_there_is_an_error_that_names_the_nearest(tenfold, trained):
    done = tenfold("report", "drwan")
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: Run 'drwan' does not exist. Did you mean 'drawn'?")
