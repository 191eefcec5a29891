"""Telephones, documents and days of birth in one way of writing, so that they can be compared and keyed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import phonenumbers

from mekendesh.words import two_letter_code

INVENTED = re.compile(r"\+?999(\d{9})")
"""Numbers of simulated people: +999 is the code of no country."""
_LOOKS = str.maketrans("АВСЕНКМОРТХІ", "ABCEHKMOPTXI")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@lru_cache(maxsize=200_000)
def normal_phone(text: str, countries: tuple[str, ...]) -> str:
    """A telephone as E.164, ``""`` where it is none.

    ``countries`` (ISO alpha-3) are tried in their order for a number without a country's code: the country
    where people live before the one they come from. A number written for another country than these with a
    leading 8 or 0 is taken for one of them.
    """
    digits = re.sub(r"\D", "", text)
    invented = INVENTED.fullmatch(digits)
    if invented:
        return f"+999{invented[1]}"
    for country in countries:
        try:
            number = phonenumbers.parse(text, two_letter_code(country))
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(number)
        else ""
    )


def last_digits(text: str, count: int = 9) -> str:
    """The last digits of a telephone, which survive a lost or typed-over country code; ``""`` if fewer."""
    digits = re.sub(r"\D", "", text)
    return digits[-count:] if len(digits) >= count else ""


def normal_document(text: str) -> str:
    """A document's letters and digits, Cyrillic look-alikes as Latin, ``""`` where there are too few."""
    plain = re.sub(r"[^0-9A-ZА-Я]", "", text.upper()).translate(_LOOKS)
    return plain if sum(letter.isdigit() for letter in plain) >= 5 else ""


def birth_parts(text: str) -> tuple[str, str]:
    """The year and the whole day of birth (ISO) of a cell; ``""`` for what it does not say."""
    text = text.strip()
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_ISO, (1, 2, 3))):
        match = pattern.fullmatch(text[:10])
        if match:
            try:
                day = date(*(int(match[part]) for part in order))
            except ValueError:
                return (match[order[0]], "")
            return (str(day.year), day.isoformat())
    return (text, "") if re.fullmatch(r"(?:19|20)\d{2}", text) else ("", "")
