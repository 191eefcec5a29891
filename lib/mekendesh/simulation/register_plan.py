"""How large and how dirty the simulated registers and lists are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RegisterPlan:
    """How large and how dirty the registers are; every number is an assumption, none is measured.

    Shares are between 0 and 1. Those of ways of writing are in the order of ``WAYS`` and sum to 1.
    """

    share_registered: float = 0.35
    """Of the people, those in the consular register."""
    share_stale: float = 0.08
    """Of a register's entries, those of people who left and are none of the people any more."""
    share_duplicate: float = 0.03
    """Of the people in a register, those who stand in it twice."""
    share_mistyped: float = 0.10
    """Of entries and of names told, those with one typing error."""
    share_without_phone: float = 0.25
    share_other_phone: float = 0.15
    """Of the entries, those with a number that is nobody's among the people."""
    share_without_document: float = 0.2
    siblings: float = 0.05
    """Of the people, those with a brother or sister among the others; of twins and namesakes likewise."""
    twins: float = 0.01
    namesakes: float = 0.03
    share_same_phone: float = 0.3
    """Of pairs of siblings or twins, those with one telephone."""
    kin_forms: tuple[float, float, float] = (0.6, 0.2, 0.2)
    """Patronymics in -ович, with уулу or кызы, and these as the family name with no patronymic beside it."""
    consular_ways: tuple[float, ...] = (0.22, 0.55, 0.03, 0.17, 0.03)
    association_ways: tuple[tuple[float, ...], ...] = (
        (0.10, 0.80, 0.02, 0.06, 0.02),
        (0.70, 0.20, 0.04, 0.04, 0.02),
        (0.05, 0.10, 0.15, 0.40, 0.30),
    )
    """Of one association after the other, beginning again after the last."""
    survey_ways: tuple[float, ...] = (0.45, 0.35, 0.04, 0.10, 0.06)
    share_kin_as_ov: float = 0.4
    """Of names written in Russian, those whose уулу or кызы became -ов or -ович."""
    share_yo: float = 0.2
    share_newer_glides: float = 0.4
    """Of names written as in passports, those with iu and ia, not yu and ya."""
    share_capitals: float = 0.15
    share_double_spaces: float = 0.05
    share_swapped: float = 0.01
    """Of entries, those with family and given name in each other's column."""
    share_only_year: float = 0.08
    share_iso_date: float = 0.10
    phone_shapes: tuple[float, ...] = (0.5, 0.1, 0.12, 0.1, 0.08, 0.1)
    city_names: tuple[float, float, float] = (0.75, 0.15, 0.10)
    """Cities by their Russian, Kyrgyz and former or other name."""
    registered_from: int = 2012
    registered_until: int = 2025
    """First and last year of entry."""
    share_member: float = 0.05
    """Of the people, those on the list of an association."""
    share_given_first: float = 0.35
    """Of full names on the lists of associations, those that begin with the given name."""
    share_with_patronymic: float = 0.3
    share_without_birth_year: float = 0.2
    share_survey_without_document: float = 0.6


USUAL = RegisterPlan()
