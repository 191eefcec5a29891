import pickle

from mekendesh import errors
from mekendesh.errors import DeliveryError, MekendeshError


def test_an_error_says_its_sentence_with_the_values_in_place():
    """A refusal is one sentence: what was found where, and the mend."""
    error = DeliveryError("{file}, row {row}: a cell is missing. Mend it.", file="responses.csv", row=4)
    assert str(error) == "responses.csv, row 4: a cell is missing. Mend it."


def test_an_error_survives_the_way_to_another_process_with_its_data():
    """Supervisors hand errors between processes, so they pickle with message and values."""
    error = DeliveryError("{file} is short.", file="responses.csv")
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), back.message, back.values) == (
        DeliveryError,
        "{file} is short.",
        {"file": "responses.csv"},
    )


def test_every_error_of_the_house_is_a_mekendesh_error():
    """One class catches every refusal, so the command can say it without a traceback."""
    kinds = [kind for name, kind in vars(errors).items() if name.endswith("Error")]
    assert len(kinds) == 9
    assert all(issubclass(kind, MekendeshError) for kind in kinds)
