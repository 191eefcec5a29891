"""The main points of the methodology, told: how many by which source, what is silent, and what the plan can show."""

from __future__ import annotations

from mekendesh.estimation.planning.plan import half_width
from mekendesh.reporting.blocks import Brief
from mekendesh.reporting.population.sizes import NO_FIGURE, range_of_figures
from mekendesh.structure.mapping import Mapping
from mekendesh.structure.reference import footprint
from mekendesh.structure.sites import sites_of
from mekendesh.structure.sizes import COMPILATIONS, sources_without_figure
from mekendesh.words import Count, Decimal, Listed, Message, message, plural


def in_brief(mapping: Mapping) -> Brief:
    """The main points of the methodology: how many by which source, what is silent, and what the plan can show."""
    design = mapping.design
    findings = [
        *range_of_figures(mapping),
        _silent(mapping),
        plural(
            "{count} interview is planned in {cities}: at a design effect of {deff} the range around a share of one half is about {width}, and it may be wider.",
            "{count} interviews are planned in {cities}: at a design effect of {deff} the range around a share of one half is about {width}, and it may be wider.",
            design.interviews,
            cities=Listed(tuple(site.label for site in sites_of(mapping.tree, mapping.corridor.destination))),
            deff=Decimal(design.design_effect, 0),
            width=_points(half_width(design.interviews, deff=design.design_effect)),
        ),
        plural(
            "{count} premise carries the mapping; each names the question or the evidence that tests it.",
            "{count} premises carry the mapping; each names the question or the evidence that tests it.",
            len(mapping.framework.premises),
        ),
        _met(mapping),
    ]
    return Brief(tuple(findings))


def _silent(mapping: Mapping) -> Message:
    silent = len(sources_without_figure(mapping.tree, mapping.corridor))
    return (
        message(
            "{silent} of {all} international compilations have no figure for this destination. That is not zero.",
            silent=Count(silent),
            all=Count(len(COMPILATIONS)),
        )
        if silent
        else message(
            "{all} of {all} international compilations have a figure for this destination.",
            all=Count(len(COMPILATIONS)),
        )
    )


def _met(mapping: Mapping) -> Message:
    known = footprint(mapping.tree, mapping.corridor)
    counted = known.drop_duplicates("measure").set_index("measure")["count"]
    organisations, stations = counted.get("registered_organisations"), counted.get("polling_stations")
    if stations is None:
        stations = counted.get("polling_stations_first_plan")
    if organisations is None and stations is None:
        return message(
            "No association and no polling station is on record here; the fieldwork has to find its own doors."
        )
    return message(
        "{organisations} registered associations and {stations} polling stations are known here: places to begin.",
        organisations=NO_FIGURE if organisations is None else Count(int(organisations)),
        stations=NO_FIGURE if stations is None else Count(int(stations)),
    )


def _points(width: float) -> Message:
    return message("± {points} percentage points", points=Count(round(100 * width)))
