"""Telephones, documents and days of birth in one way of writing, so that they can be compared and keyed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache

import phonenumbers

from mekendesh.words import two_letter_code

INVENTED = re.compile(r"\+?999(\d{9})")
"""Numbers of simulated people: +999 is the code of no country."""
_LOOKS = str.maketrans("АВСЕНКМОРТХІ", "ABCEHKMOPTXI")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]((?:19|20)[0-9]{2})(?![0-9])")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:\.0)?(?:\s*(?:г|ж)\.?)?\s*$")
_ISO = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})(?![0-9])")


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
    text = re.sub(r"^\D*8\D*1\D*0", "+", text)
    abroad = _parsed(f"+{digits}", None)
    if (
        abroad
        and not text.strip().startswith(("0", "8"))
        and _region(abroad) in {two_letter_code(country) for country in countries}
    ):
        return phonenumbers.format_number(abroad, phonenumbers.PhoneNumberFormat.E164)
    tried = [_parsed(text, two_letter_code(country)) for country in countries]
    number = next((found for found in (*tried, abroad) if found), None)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else ""


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _region(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.region_code_for_number(number) or ""


def last_digits(text: str, count: int = 9) -> str:
    """The last digits of a telephone, which survive a lost or typed-over country code; ``""`` if fewer."""
    digits = re.sub(r"\D", "", text)
    return digits[-count:] if len(digits) >= count else ""


def normal_document(text: str) -> str:
    """A document's letters and digits, Cyrillic look-alikes as Latin, ``""`` where there are too few."""
    plain = re.sub(r"[^0-9A-ZА-Я]", "", text.upper().translate(_LOOKS))
    return plain if sum(letter.isdigit() for letter in plain) >= 5 else ""


def birth_parts(text: str) -> tuple[str, str]:
    """The year and the whole day of birth (ISO) of a cell; ``""`` for what it does not say."""
    text = "".join(_plain_digit(sign) for sign in text.strip())
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_ISO, (1, 2, 3))):
        match = pattern.match(text)
        if match:
            try:
                day = date(*(int(match[part]) for part in order))
            except ValueError:
                return (match[order[0]], "")
            return (str(day.year), day.isoformat())
    year = _YEAR.match(text)
    return (year[1], "") if year else ("", "")


def _plain_digit(sign: str) -> str:
    """A digit of another script as ours; any other sign as it is."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
