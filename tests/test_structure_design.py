import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.design import load_design

HEADER = "parameter,value,basis,label_ky,label_ru,label_en\n"


def tree_with(folder, rows):
    (folder / "data" / "structure").mkdir(parents=True)
    (folder / "data" / "structure" / "design.csv").write_text(HEADER + rows, encoding="utf-8")
    return Tree(folder)


def test_the_plan_as_it_is_kept():
    """Eight seeds, three coupons, some five hundred interviews, and the design effect the plan reckons with."""
    design = load_design(current_tree())
    assert (design.interviews, design.seeds, design.coupons, design.design_effect) == (500, 8, 3, 4.0)
    assert [parameter for parameter, _ in design.labels] == [
        "interviews",
        "seeds",
        "coupons",
        "design_effect",
    ]


def test_every_mistake_of_the_plan_is_told_with_its_line(tmp_path):
    """A domain expert mends the file in one go."""
    tree = tree_with(tmp_path, "interviews,many,plan,а,б,c\nseeds,8,plan,а,,c\nseeds,8,plan,а,б,c\n")
    with pytest.raises(StructureError) as refused:
        load_design(tree)
    said = str(refused.value)
    for part in ("design.csv", "line 2", "line 3", "line 4", "coupons", "design_effect"):
        assert part in said
