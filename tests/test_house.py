"""The rules of CONTRIBUTING.md that a machine can check."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("analysis", "boundaries", "briefing", "geo", "views", "workspace")
MOST_LINES = 300
# Loaded by the function that uses them: the first page must not wait for them.
HEAVY = {
    "esda",
    "fast_hdbscan",
    "fpdf",
    "libpysal",
    "matplotlib",
    "numba",
    "pptx",
    "pyogrio",
    "scipy",
    "sklearn",
    "streamlit_folium",
    "uharfbuzz",
}
# They extend classes of a heavy library, and are imported by the function that uses them.
IMPORTED_LATE = {"briefing/_pdf_canvas.py", "briefing/_pdf_tree.py"}


def _run(*command):
    return subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )


def _sources():
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _tool(name):
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is in requirements.txt and should be installed"
    return found


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("ruff", "check", "."), id="ruff"),
        pytest.param(("ruff", "format", "--check", "."), id="format"),
        pytest.param(("mypy",), id="types"),
        pytest.param(("lint-imports", "--no-cache", "--no-logo"), id="imports"),
    ],
)
def test_tools_find_nothing(command):
    name, *arguments = command
    done = _run(_tool(name), *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_are_imported_where_they_are_used(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {
        name.split(".")[0]
        for node in tree.body
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not at_top & HEAVY or str(path.relative_to(ROOT)) in IMPORTED_LATE


def test_the_app_imports_nothing_heavy_at_its_start():
    check = (
        "import sys, geo, boundaries, analysis, briefing, geo.maps; "
        "heavy = 'fpdf', 'libpysal', 'matplotlib', 'numba', 'pptx', 'pyogrio', 'scipy', 'sklearn'; "
        "print(sorted(name for name in heavy if name in sys.modules))"
    )
    done = _run(sys.executable, "-c", check)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_ci_runs_the_test_command_of_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^pip install -r requirements.txt && .*$", readme, re.MULTILINE)
    assert commands == [
        "pip install -r requirements.txt && streamlit run app.py",
        "pip install -r requirements.txt && pytest",
    ]
    assert commands[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_lock_pins_and_hashes_every_package():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE))
    loose = [package for package in packages if "==" not in package or "--hash=" not in package]
    assert not loose


def test_every_loose_dependency_is_locked():
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[<>=\[]", entry)[0] for entry in listed}
    locked = set(
        re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    )
    assert names <= locked
