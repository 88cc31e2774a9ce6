"""Who may import whom: the layout is only true as long as this holds."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tenfold

SOURCE = Path(tenfold.__file__).parent
EVERYBODY = {"values", "errors", "storage", "probability", "conformal", "cores"}
# room -> what it may import beside EVERYBODY and itself, the narrowest name that is true
ALLOWED = {
    "values": {"notebook"},  # inside the methods that show a value in a notebook
    "errors": set(),
    "storage": set(),
    "probability": set(),
    "conformal": set(),
    "faults": set(),
    "cores": set(),
    "versions": set(),
    "progress": {"evaluation.words"},
    # inference: the values that it shows, as types only, and the drawing of one
    "notebook": {
        "evaluation", "inference.explain", "inference.marking", "inference.readings",
        "pictures.documents",
    },
    "datasets": {"pictures.decode", "pictures.standardise"},
    "pictures": set(),
    "models": set(),
    # placing: outliers are placed as a digit would be; page: lines are found as a reader's are
    "training": {"faults", "models", "pictures.page", "pictures.placing"},
    "evaluation": set(),
    "artefact": {"notebook"},
    # notebook: inside the methods that show an explanation; shipped: the reader's companion
    "inference": {
        "artefact.bundle", "artefact.runs", "artefact.shipped", "faults", "notebook", "pictures",
    },
    "pipeline": {
        "artefact", "datasets", "evaluation", "inference", "models", "pictures", "training",
        "versions",
    },
    "studies": {
        "artefact", "datasets", "evaluation", "inference", "models", "notebook", "pipeline",
        "training", "versions",
    },
    "serving": {
        "artefact.bundle", "artefact.runs", "artefact.shipped", "inference", "pictures",
    },
    "__main__": {"cli.main"},
    "cli": {
        "artefact", "datasets", "evaluation", "inference", "models", "pictures", "pipeline",
        "serving", "studies", "training", "versions",
    },
}  # fmt: skip
# where a heavy library may be imported at all
HEAVY = {
    "keras": {"models", "training", "artefact/export.py", "studies"},
    "tensorflow": {"models", "training", "studies/exercises/mishaps.py"},
    "onnx": {"artefact/export.py"},
    # faces.py, signs.py: the fonts that come with it, and what they have
    "matplotlib": {"evaluation/plots", "studies", "training/faces.py", "training/signs.py"},
    "jinja2": {"evaluation", "notebook.py"},
    "pypdfium2": {"pictures/documents.py"},
    "pydantic": {"inference/fields.py", "models", "serving", "training"},
}
FILES = sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_rooms_import_only_what_they_may(path):
    place = path.relative_to(SOURCE).as_posix()
    room = place.split("/")[0].removesuffix(".py")
    if room == "__init__":
        return  # the table of public names points everywhere, lazily
    for name in imports(path):
        if name.startswith("tenfold.") and name != "tenfold.__version__":
            inner = name.removeprefix("tenfold.")
            allowed = ALLOWED[room] | EVERYBODY | {room}
            assert any(inner == a or inner.startswith(a + ".") for a in allowed), (
                f"{place} imports {name}"
            )
        library = name.split(".")[0]
        if library in HEAVY:
            assert any(place == p or place.startswith(p + "/") for p in HEAVY[library]), (
                f"{place} imports {library}"
            )


def test_every_room_is_on_the_list():
    rooms = {p.name.removesuffix(".py") for p in SOURCE.iterdir() if not p.name.startswith("__")}
    assert rooms == set(ALLOWED) - {"__main__"}


def test_evaluation_never_sees_a_model():
    for path in (SOURCE / "evaluation").rglob("*.py"):
        assert not {"onnxruntime", "keras", "tensorflow"} & {n.split(".")[0] for n in imports(path)}


@pytest.mark.parametrize(
    ("statement", "never"),
    [
        (
            "import tenfold; tenfold.load",
            {"keras", "tensorflow", "pydantic", "onnx", "jinja2", "matplotlib", "typer"},
        ),
        ("import tenfold; tenfold.train", {"keras", "tensorflow", "matplotlib"}),
        ("import tenfold.evaluation.report", {"keras", "onnxruntime", "matplotlib", "pydantic"}),
    ],
)
def test_light_things_stay_light(statement, never):
    program = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not never & set(done.stdout.split())


def test_public_names_are_the_promised_ones():
    assert tenfold.__all__ == [
        "Classifier", "Reader", "TenfoldError", "evaluate", "load", "load_dataset", "load_reader",
        "read", "report", "resume", "show_progress", "train", "train_seeds",
    ]  # fmt: skip
    for name in tenfold.__all__:
        assert getattr(tenfold, name).__doc__
    with pytest.raises(AttributeError, match="module 'tenfold' has no attribute 'trian'"):
        _ = tenfold.trian


def test_every_public_docstring_ends_as_a_sentence():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                text = ast.get_docstring(node)
                if text:
                    first = text.split("\n\n")[0].rstrip()
                    assert first.endswith((".", ":", "?")), f"{path.name}: {node.name}: {first!r}"
