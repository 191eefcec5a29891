"""What the command lists: the origins, and the corridors of one with what is there of each."""

from __future__ import annotations

from collections.abc import Iterator

from mekendesh.batch.publish import published_folder
from mekendesh.errors import ParameterError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.corridors import Corridor, load_corridors, load_origins
from mekendesh.words import SOURCE, country_name


def origin_lines() -> Iterator[str]:
    """One line per origin: its code, its name, and how many corridors it has."""
    tree = current_tree()
    corridors = load_corridors(tree)
    for origin in load_origins(tree):
        count = sum(corridor.origin == origin for corridor in corridors)
        yield f"{origin}  {country_name(origin, SOURCE)}: {count} corridors"


def corridor_lines(origin: str) -> Iterator[str]:
    """One line per corridor of an origin: its code, its destination, and its rounds with a delivery or a report."""
    tree = current_tree()
    if origin.upper() not in load_origins(tree):
        raise ParameterError(
            "{found} is not an origin of this programme. Choose one of {expected}.",
            found=origin,
            expected=", ".join(load_origins(tree)),
        )
    for corridor in load_corridors(tree):
        if corridor.origin == origin.upper():
            yield f"{corridor.code}  {country_name(corridor.destination, SOURCE)}{_rounds_of(tree, corridor)}"


def _rounds_of(tree: Tree, corridor: Corridor) -> str:
    raw = tree.root / "data" / "raw"
    deliveries = (raw / corridor.origin).glob(f"*/{corridor.destination}")
    links = (tree.outputs / corridor.origin).glob(f"*/{corridor.destination}")
    said = [f"delivery {name}" for name in sorted(path.parent.name for path in deliveries)]
    reports = sorted(path.relative_to(tree.outputs).as_posix() for path in links)
    said += [f"report {where.split('/')[1]}" for where in reports if published_folder(tree, where)]
    return f" ({', '.join(said)})" if said else ""
