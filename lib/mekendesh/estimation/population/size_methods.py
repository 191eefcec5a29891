"""The ways to a number of people: what each rests on, and in which direction it fails. The words are reporting's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SizeMethod:
    """``assumption``: what must hold. ``low``, ``high``: what makes the number too low and too high. All ids."""

    method: str
    assumption: str
    low: str
    high: str


METHODS = (
    SizeMethod("published", "issuer_counts_all", "missed_by_office", "left_but_listed"),
    SizeMethod("combined", "sources_err_apart", "all_miss_same", "all_keep_departed"),
    SizeMethod("multiplier", "sample_like_population", "listed_found_easier", "list_outdated"),
    SizeMethod("weighted_multiplier", "weights_right", "listed_know_more", "list_outdated"),
    SizeMethod("chapman_linked", "lists_independent", "same_people_twice", "lists_avoid_each_other"),
    SizeMethod("log_linear", "dependence_in_pairs", "all_lists_same_people", "sparse_overlaps"),
    SizeMethod("chao", "lists_alike", "people_differ", "lists_unlike"),
)
"""In the order in which they are told."""
