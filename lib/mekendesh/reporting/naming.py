"""The name of an indicator in words: composed from its family and the labels of the framework."""

from __future__ import annotations

from mekendesh.structure.framework import Framework
from mekendesh.words import Term, message

PEOPLE: dict[str, Term] = {
    "sex_female": message("women"),
    "age_18_29": message("aged 18 to 29"),
    "age_30_44": message("aged 30 to 44"),
    "age_45_plus": message("aged 45 and over"),
    "education_higher": message("with higher education"),
    "arrived_last_5_years": message("arrived in the last five years"),
    "overqualified_yes": message("working below their qualification"),
    "legal_irregular": message("without a regular legal status"),
    "aware_yes": message("know a body of the state that works for compatriots"),
    "used_yes": message("have used a service of such a body"),
    "trust_high": message("trust the state of origin (4 or 5 of 5)"),
    "return_yes": message("plan to return"),
    "idea_any": message("have an idea or project for the country of origin"),
}
ANY: dict[str, Term] = {
    "acts_any": message("contribute through at least one channel"),
    "willing_any": message("are willing to contribute through at least one channel"),
    "gap_any": message("are willing in at least one channel in which they do not act"),
}


def indicator_name(framework: Framework, indicator: str) -> Term:
    """The name of an indicator as a term, such as "willing, not acting: remittances"."""
    if indicator in PEOPLE:
        return PEOPLE[indicator]
    if indicator in ANY:
        return ANY[indicator]
    family, _, key = indicator.partition("_")
    channels = {channel.channel: channel.label for channel in framework.channels}
    barriers = {barrier.barrier: barrier.label for barrier in framework.barriers}
    match family:
        case "acts":
            return message("act: {channel}", channel=channels[key])
        case "willing":
            return message("willing: {channel}", channel=channels[key])
        case "gap":
            return message("willing, not acting: {channel}", channel=channels[key])
        case "barrier":
            return message("name the obstacle: {barrier}", barrier=barriers[key])
        case "gapbarrier":
            channel, _, barrier = key.partition("__")
            return message(
                "willing, not acting ({channel}), and name: {barrier}",
                channel=channels[channel],
                barrier=barriers[barrier],
            )
        case "definition":
            label = next(each.label for each in framework.definitions if each.definition == key)
            return message("meet the definition: {definition}", definition=label)
        case _:
            proposal = next(each for each in framework.proposals if each.proposal == key)
            return message("could be concerned by “{proposal}”", proposal=proposal.title)
