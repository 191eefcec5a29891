from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.cleaning.names import KIN_WORDS, consonants, folded, name_key
from mekendesh.simulation.romanising import WAYS, in_script

SAME = (
    "Айбек Aybek Aibek",
    "Жылдыз Zhyldyz Jyldyz Cıldız Dzhyldyz Djyldyz CILDIZ",
    "Нурсултан Nursultan NURSULTAN",
    "Гүлнара Гульнара Gulnara Gülnara",
    "Чынгыз Chyngyz Çıngız Chingiz",
    "Эркин Erkin",
    "Ырыскелди Yryskeldi Iriskeldi",
    "Өмүрбек Омурбек Omurbek Ömürbek",
    "Шаршенбеков Sharshenbekov Şarşenbekov Шаршенбекова Sharshenbekova",
    "Хасан Khasan Hasan Ҳасан Xasan",
    "Щербакова Shcherbakova Scherbakova Щербаков",
    "Юсупов Yusupov Iusupov",
    "Жаңыл Жаныл Zhanyl Jangyl Canıl",
    "Жеңиш Jenish Zhenish Jengish Ceniş Jeñish",
    "Айгүл Айгуль Aigul Aygül Aygul",
    "Жээнбеков Jeenbekov Zheenbekov Ceenbekov",
    "Жапаров Джапаров Japarov Zhaparov Dzhaparov Djaparov",
    "Қайрат Kairat Qairat Qayrat",
    "Тоқаев Tokayev Tokaev Toqayev",
    "Әлия Алия Aliya Aliia Äliya",
    "Чолпон Cholpon Çolpon",
    "Ўлмас Ulmas",
    "Кожомкул Kozhomkul Kojomkul Qojomqul",
    "Бакыт Bakyt Bakıt Baqyt",
    "Ермек Yermek Ermek",
    "Дмитрий Dmitry Dmitriy Dmitrii",
    "Сергей Sergei Sergey",
    "Айсулуу Aisuluu Aysulu Айсулу",
)
DIFFERENT = (
    "Айбек Айбике",
    "Нурбек Нурлан",
    "Асан Үсөн",
    "Асан Хасан",
    "Канат Каныкей",
    "Эмил Эмин",
    "Азат Азамат",
    "Айгүл Айгерим",
    "Данияр Динара",
    "Марат Мурат",
    "Жакшылык Чакшылык",
    "Ажар Ачар",
    "Саша Саха",
    "Султан Султана",
    "Камила Камал",
    "Алина Алия",
    "Бермет Бурма",
    "Нурзат Нурзада",
    "Жаныл Жанара",
    "Талант Төлөнт",
    "Марина Мара",
    "Сейит Саид",
)
people = st.text("абвгдежзийклмнопрстуфхцчшщыьэюяёөүң abcdxyzöüşçıİ'-", max_size=24)
words = st.text("абвгдежзийклмнопрстуфхцчшщыьэюяөүңabdjkmnrstz", min_size=3, max_size=9)


@pytest.mark.parametrize("spellings", SAME)
def test_the_spellings_of_one_name_meet(spellings):
    """Kyrgyz, Russian, BGN, passports, Turkish, Kazakh and Uzbek papers name one person."""
    assert len({folded(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize("pair", DIFFERENT)
def test_different_names_stay_apart(pair):
    """A fold that joins two people's names joins two people."""
    one, other = pair.split()
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    "kin", ["уулу", "Уулу", "uulu", "ulu", "oğlu", "ogly", "oglu", "кызы", "kyzy", "kızı", "qizi"]
)
def test_words_of_kin_are_no_part_of_a_name(kin):
    """Son and daughter are left off in most papers."""
    assert folded(f"Токтогул {kin} Бакыт") == folded("Токтогул Бакыт") == ("toktogul", "bakit")


def test_family_endings_are_put_on_and_left_off():
    """Абдылдаев, Абдылда уулу and Абдылдаевич are one family."""
    for written in ("Абдылдаев", "Абдылдаева", "Абдылда уулу", "Абдылдаевич", "Абдылдаевна", "Abdyldaev"):
        assert folded(written) == ("abdilda",)
    assert folded("Канатов") == folded("Канат")
    assert folded("Лев") != folded("Л")


def test_the_order_of_family_and_given_does_not_matter_to_the_key():
    """One list begins with the family, the next with the given name."""
    assert name_key("Кайыпназар Суйүнбек уулу") == name_key("Suiunbek uulu Kaiypnazar") == "kpnzr snbk"


def test_a_stem_keeps_its_first_letter_and_its_consonants():
    """A vowel at the beginning is heard; those behind are guessed."""
    assert [consonants(stem) for stem in ("omurbek", "aia", "", "jildiz")] == ["omrbk", "a", "", "jldz"]


@pytest.mark.parametrize("nothing", ["", "   ", "уулу", "A.", "Б. В.", "12345", "-", "!!!", "_"])
def test_what_is_no_name_has_no_parts(nothing):
    """Initials and numbers would meet everybody's."""
    assert folded(nothing) == ()
    assert name_key(nothing) == ""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["Жумабеков Өмүрбек", "Эсенгулова Айжамал", "Мамбеталиев Кубанычбек", "Чолпонбаева Гүлзат",
                                  "Шамшиев Болот", "Турдубаев Ысмайыл", "Осмонова Назгүл"])  # fmt: skip
def test_each_way_papers_write_a_name_is_folded_to_the_same(name, way):
    """The ways that the simulation writes by are the ways that are met."""
    assert folded(in_script(name, way)) == folded(name)


@settings(deadline=None)
@given(people)
def test_capitals_blanks_and_composed_letters_change_nothing(name):
    """A form in capitals, a pasted blank, a letter in two parts."""
    assert folded(f"  {name} ") == folded(name)
    assert folded(unicodedata.normalize("NFD", name)) == folded(unicodedata.normalize("NFC", name))


@settings(deadline=None)
@given(st.lists(words, max_size=4))
def test_the_key_of_parts_knows_no_order(parts):
    """The same for family before given and given first."""
    assert name_key(" ".join(parts)) == name_key(" ".join(reversed(parts)))


@settings(deadline=None)
@given(people)
def test_a_fold_is_letters_of_one_alphabet(name):
    """No part is empty, a letter, or a word of kin."""
    for part in folded(name):
        assert len(part) > 1
        assert part not in KIN_WORDS
        assert not any("а" <= letter <= "ӿ" for letter in part)


# Spellings of one name that do not meet.


def test_a_name_with_ng_written_in_full_meets_its_other_spellings():
    """Чыңгыз is the Kyrgyz spelling of Чынгыз and Chyngyz."""
    assert folded("Чыңгыз") == folded("Чынгыз") == folded("Chyngyz")


@pytest.mark.parametrize(
    "spellings",
    [
        "Ўткир Oʻtkir O'tkir O‘tkir",
        "Ғуломов Gʻulomov G'ulomov",
        "Гульнара Gul'nara Gulʹnara",
        "Ильхом Il'khom",
    ],
)
def test_an_apostrophe_is_no_end_of_a_name(spellings):
    """Uzbek letters and the Russian soft sign are written by it."""
    assert len({folded(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize(
    "spellings",
    ["Ильяс Илияс Iliyas Ilyas", "Мариям Mariyam Mariam Maryam", "Наталья Наталия Nataliya Natalya"],
)
def test_glides_are_left_out_however_many(spellings):
    """“An i before another vowel is a glide that one romanisation writes and the next leaves out.”"""
    assert len({folded(name) for name in spellings.split()}) == 1


@pytest.mark.parametrize("pair", ["Островский Островская", "Ковальский Ковальская", "Ostrovskiy Ostrovskaya"])
def test_the_endings_of_men_and_women_are_one(pair):
    """A husband and a wife, or one woman in two papers."""
    one, other = pair.split()
    assert folded(one) == folded(other)


@pytest.mark.parametrize("kin", ["улы", "ұлы", "uly", "гызы", "gyzy"])
def test_words_of_kin_of_the_neighbours_are_no_part_of_a_name(kin):
    """Kyrgyz of Kazakhstan and Turkmenistan have such papers."""
    assert folded(f"Токтогул {kin} Бакыт") == ("toktogul", "bakit")


@pytest.mark.parametrize("pair", ["Семёнов Семенов", "Артём Artem", "Фёдор Fedor"])
@pytest.mark.xfail(strict=True, reason="ё is o after its glide is left out; Russian papers write e for it")
def test_a_russian_yo_is_written_as_e(pair):
    """Passports write E for Ё (ICAO 9303), and most people write е."""
    one, other = pair.split()
    assert folded(one) == folded(other)


@pytest.mark.parametrize("pair", ["Константин Констант", "Августин Август", "Регина Рег", "Мартин Март"])
def test_a_given_name_on_in_keeps_its_ending(pair):
    """Августин is not Август; of Kyrgyz families hardly any ends on -ин."""
    one, other = pair.split()
    assert folded(one) != folded(other)
