import json

import pytest
from cli.conftest import WIDTH


def test_an_exercise_is_answered_with_a_table_a_picture_and_a_paragraph(tenfold, drawn_npz):
    done = tenfold("exercises", 3, "--data", drawn_npz, "--out", "pictures")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "Exercise 3. What happens without the Flatten layer?"
    assert max(map(len, lines)) <= WIDTH
    said = " ".join(done.stdout.split())
    assert "Keras ValueError:" in said
    assert "tenfold A 'flatten' layer is missing" in said
    assert "In plain Keras training ends in a ValueError." in said
    assert "Picture: pictures/exercise-3.png" in said
    assert "plain Keras without Flatten" in done.stderr


def test_json_is_one_object_on_stdout_and_names_the_picture(tenfold, drawn_npz, tmp_path):
    done = tenfold("exercises", 8, "--data", drawn_npz, "--quick", "--json")
    (answer,) = map(json.loads, done.stdout.splitlines())
    assert (answer["exercise"], answer["quick"]) == (8, True)
    assert answer["rows"][0]["seed"] == 0
    assert (tmp_path / answer["picture"]).read_bytes().startswith(b"\x89PNG")


def test_a_quick_answer_says_that_it_answers_nothing(tenfold, drawn_npz):
    done = tenfold("exercises", 8, "--data", drawn_npz, "--quick")
    assert "Quick: two epochs and one run. It answers nothing." in done.stdout


@pytest.mark.parametrize("number", [0, 9])
def test_another_exercise_is_a_wrong_use(tenfold, number):
    done = tenfold("exercises", number, "--json")
    assert done.exit_code == 2
    message = json.loads(done.stdout)["error"]["message"]
    assert message.startswith(f"There are exercises 1 to 8. Got {number}.")
