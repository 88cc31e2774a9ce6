import json

from tenfold.studies.speed import machine


def test_a_machine_is_described_by_what_figures_depend_on():
    found = machine.describe()
    assert json.loads(json.dumps(found)) == found
    assert found["cores"] >= 1
    assert found["processor"]
    assert f"{found['cores']} cores" in machine.in_words(found)


def test_what_a_system_does_not_tell_is_left_out():
    values = {"processor": "P", "cores": 4, "memory_gb": None, "flags": [], "system": "Other 1"}
    assert machine.in_words(values) == "P, 4 cores, Other 1"


def test_the_peak_is_a_speed_that_some_processor_has():
    assert 1 < machine.float32_peak() < 100_000
