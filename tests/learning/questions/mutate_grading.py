"""Flips one operator at a time in the marking code and demands that a test fails; run by hand.

    .venv/bin/python tests/learning/questions/mutate_grading.py

Works in a temporary copy. Prints every mutant that no test noticed and ends with 1 if there is one.
"""

import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MUTATED = ("grading.py", "spelling.py", "number_reading.py")
TESTS = ("test_grading.py", "test_spelling.py", "test_number_reading.py")
PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    *[(ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.In, ast.NotIn), (ast.Is, ast.IsNot)],
    *[(ast.And, ast.Or), (ast.Add, ast.Sub), (ast.Mult, ast.Div)],
]
FLIPS = dict(PAIRS) | {new: old for old, new in PAIRS}
SWAPS = {"max": "min", "min": "max", "any": "all", "startswith": "endswith", "endswith": "startswith"}


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Every mutant of a module: the line, what was changed, and the changed source."""
    for place, node in enumerate(ast.walk(ast.parse(source))):
        for variant in range(len(changes(node))):
            tree = ast.parse(source)
            copy = list(ast.walk(tree))[place]
            line = getattr(copy, "lineno", 0)
            what = changes(copy)[variant]()
            yield line, what, ast.unparse(tree)


def changes(node: ast.AST) -> list:
    """What can be changed about a node: functions that change it and say so."""
    match node:
        case ast.Compare(ops=ops):
            return [lambda i=i: flip(ops, i) for i, op in enumerate(ops) if type(op) in FLIPS]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in FLIPS:
            return [lambda: reset(node, "op", FLIPS[type(op)]())]
        case ast.UnaryOp(op=ast.Not()):
            return [lambda: reset(node, "op", ast.UAdd())]
        case ast.Constant(value=value) if type(value) in (int, float):
            return [lambda: reset(node, "value", value + 1)]
        case ast.Name(id=name) if name in SWAPS:
            return [lambda: reset(node, "id", SWAPS[name])]
        case ast.Attribute(attr=name) if name in SWAPS:
            return [lambda: reset(node, "attr", SWAPS[name])]
    return []


def flip(ops: list[ast.cmpop], place: int) -> str:
    old = type(ops[place])
    ops[place] = FLIPS[old]()
    return f"{old.__name__} → {FLIPS[old].__name__}"


def reset(node: ast.AST, field: str, new: object) -> str:
    old = getattr(node, field)
    setattr(node, field, new)
    return f"{getattr(old, 'id', old)} → {getattr(new, 'id', new)}"


def survives(folder: Path) -> bool:
    """Whether all tests still pass in the copy."""
    tests = [str(folder / "tests/learning/questions" / name) for name in TESTS]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False).returncode == 0


def main() -> int:
    survivors = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("learning/questions", "tests/learning/questions"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        for package in ("learning", "tests", "tests/learning"):
            (folder / package / "__init__.py").touch()
        assert survives(folder), "the tests fail before anything was changed"
        for module in MUTATED:
            survivors += tried(folder, module)
    print(f"{survivors} survived")
    return 1 if survivors else 0


def tried(folder: Path, module: str) -> int:
    """Try every mutant of one module; how many survived."""
    path = folder / "learning/questions" / module
    source = path.read_text(encoding="utf-8")
    found = list(mutants(source))
    survived = 0
    for line, what, mutated in found:
        path.write_text(mutated, encoding="utf-8")
        if survives(folder):
            survived += 1
            print(f"{module}:{line}: {what} was not noticed", flush=True)
    path.write_text(source, encoding="utf-8")
    print(f"{module}: {len(found)} mutants, {survived} survived", flush=True)
    return survived


if __name__ == "__main__":
    sys.exit(main())
