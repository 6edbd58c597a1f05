"""``flask courses check`` and ``flask courses publish``."""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
from flask.cli import AppGroup

from courses import actions, queries
from courses.catalogue import catalogue, forget_catalogue
from courses.faults import PackageFaulty
from courses.package import CoursePackage, read_package
from courses.path_compiler import compile_path
from courses.path_file import read_path
from learning.core.database import db

SHIPPED = Path(__file__).parent / "content"
PATHS = sorted((Path(__file__).parent / "paths").glob("*.toml"))
ALL_PATHS = "lo-trinh"  # under this name the state of all path files together is remembered
_ROOT = Path(__file__).parents[1]
COMPILER = sorted(
    [
        *_ROOT.glob("courses/*.py"),
        *_ROOT.glob("learning/questions/*.py"),
        *_ROOT.glob("learning/scenarios/*.py"),
        _ROOT / "learning/core/markup.py",
    ]
)
HALF = 32  # of the 64 signs that are kept of a folder
courses_cli = AppGroup("courses", help="Check and publish course folders.")


def _folders(given: tuple[Path, ...]) -> list[Path]:
    return list(given) or sorted(path.parent for path in SHIPPED.glob("*/course.toml"))


def _read(folder: Path) -> CoursePackage | None:
    try:
        return read_package(folder)
    except PackageFaulty as faulty:
        for fault in faulty.faults:
            click.echo(str(fault), err=True)
        return None


@courses_cli.command("check")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Name every fault of the folders (all shipped courses if none is given)."""
    packages = [_read(folder) for folder in _folders(folders)]
    click.echo(f"{sum(package is not None for package in packages)} of {len(packages)} courses can be published.")
    if None in packages:
        raise SystemExit(1)


@courses_cli.command("publish")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
def publish(folders: tuple[Path, ...]) -> None:
    """Publish the folders (all shipped courses if none is given); a faulty one leaves what is published in place."""
    faulty = publish_folders(_folders(folders))
    if faulty:
        raise SystemExit(1)


def publish_folders(folders: list[Path]) -> int:
    """Publish each faultless folder, one commit each; returns how many were faulty."""
    faulty = 0
    for folder in folders:
        package = _read(folder)
        if package is None:
            faulty += 1
            continue
        news = actions.publish(package)
        db.session.commit()
        click.echo(f"{package.slug}: {'published' if news else 'unchanged'}")
    forget_catalogue()
    return faulty


def publish_shipped() -> int:
    """Publish what comes with the site and has changed since the last start; returns how many were faulty.

    What an editor has rolled back or withdrawn stays so until the course itself changes, not the code around it.
    """
    known, chosen = queries.shipped_digests(), queries.chosen_by_editors()
    changed = {folder: digest for folder in _folders(()) if known.get(folder.name) != (digest := folder_digest(folder))}
    same_text = {folder for folder, digest in changed.items() if known.get(folder.name, "")[:HALF] == digest[:HALF]}
    faulty = publish_folders([folder for folder in changed if folder.name not in chosen or folder not in same_text])
    for folder, digest in changed.items():
        actions.remember_shipped(folder.name, digest)
    db.session.commit()
    return faulty + publish_paths()


def publish_paths() -> int:
    """Publish the shipped paths if their text or their courses have changed; returns how many were faulty."""
    if queries.shipped_digests().get(ALL_PATHS) == _paths_digest():
        return 0
    faulty = sum(not _publish_path(path) for path in PATHS)
    forget_catalogue()
    actions.remember_shipped(ALL_PATHS, _paths_digest())
    db.session.commit()
    return faulty


def _paths_digest() -> str:
    """What the paths depend on: what is published, their files, and the code that compiles them."""
    state = str(catalogue().edition).encode() + b"".join(path.read_bytes() for path in [*PATHS, *COMPILER])
    return hashlib.sha256(state).hexdigest()


def _publish_path(path: Path) -> bool:
    try:
        text = read_path(path)
    except PackageFaulty as faulty:
        for fault in faulty.faults:
            click.echo(str(fault), err=True)
        return False
    news = actions.publish_content(text.slug, *compile_path(text, catalogue()))
    db.session.commit()
    click.echo(f"{text.slug}: {'published' if news else 'unchanged'}")
    return True


def folder_digest(folder: Path) -> str:
    """Half a hash of every file of the folder, then half a hash of the code that compiles it."""
    return _digest(sorted(folder.rglob("*")))[:HALF] + _digest(COMPILER)[:HALF]


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
