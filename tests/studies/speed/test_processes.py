import sys

import pytest

from tenfold.studies.speed.processes import SideError, run


def python(program):
    return run([sys.executable, "-c", program])


def test_the_last_line_is_the_answer_and_its_moment_the_end():
    done = python("import time; print('noise'); print('{\"a\": 1}', flush=True); time.sleep(1)")
    assert done.answer == {"a": 1}
    assert 0 < done.seconds < 1, "what a process does after its answer nobody waits for"


def test_a_line_that_is_no_object_is_no_answer():
    assert python("print('[1, 2]')").answer == {}
    assert python("print('words')").answer == {}
    assert python("pass").answer == {}


def test_memory_is_the_peak_of_that_process_alone():
    """Asked from a small process, as `tenfold bench` is: this one may be large itself."""
    programs = ["pass", "x = bytearray(200_000_000); del x"]
    asking = (
        "import json, sys\n"
        "from tenfold.studies.speed.processes import run\n"
        f"peaks = [run([sys.executable, '-c', program]).memory for program in {programs}]\n"
        "print(json.dumps({'peaks': peaks}))"
    )
    small, large = python(asking).answer["peaks"]
    assert small < 50e6
    assert 200e6 < large < 250e6


def test_the_environment_is_laid_over_ones_own():
    program = "import os, json; print(json.dumps({'x': [os.environ['A'], 'PATH' in os.environ]}))"
    assert run([sys.executable, "-c", program], {"A": "b"}).answer == {"x": ["b", True]}


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import nothing_at_all", "ModuleNotFoundError: No module named 'nothing_at_all'"),
        ("import sys; sys.exit(3)", "ended with exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended by signal 9"),
        ("import sys; sys.exit('\\x1b[2Jbad')", "[2Jbad"),
        (
            'import sys; print(\'{"error": {"message": "It is gone."}}\'); sys.exit(\'other\')',
            "It is gone.",
        ),
    ],
)
def test_a_process_that_fails_says_why_in_one_line(program, reason):
    with pytest.raises(SideError) as caught:
        python(program)
    assert str(caught.value) == reason


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(SideError, match=r"^nowhere/python cannot be run: No such file"):
        run(["nowhere/python"])
