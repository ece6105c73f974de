"""Where rules and model differ: which of them is followed."""

from collections.abc import Mapping
from dataclasses import dataclass

from beslutsnlp.labels import ASSERTIONS, Assertion
from beslutsnlp.pipeline.candidates import NO_ASSIGNMENT
from beslutsnlp.pipeline.learned import Settings

# clauses that give nothing new to do, whatever their words are like
_GIVES_NOTHING = frozenset(("extend", "close", "withdraw", "reject", "procedure", "appoint", "propose"))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model says of a clause or sentence: the probability of each assertion and none, and of each type."""

    shares: Mapping[str, float]
    types: Mapping[str, float]

    def of(self, assertion: str) -> float:
        """Return the probability that it holds an assignment of an assertion."""
        return self.shares.get(assertion, 0.0)


def changed_type(type_: str, opinion: Opinion, settings: Settings) -> str:
    """Return the type of a clause that rules say is `type_`."""
    best = max(opinion.types, key=opinion.types.__getitem__, default=type_)
    needed = settings.retypes_other if type_ == "other" else settings.retypes
    return best if opinion.types.get(best, 0.0) >= needed else type_


def changed_assertion(assertion: Assertion | None, opinion: Opinion, settings: Settings) -> Assertion | None:
    """Return the assertion of an assignment that rules found; None where it is none, or is left to the next rules.

    Args:
        assertion: That of the rules; None where they have not told it yet.
        opinion: What the model says of its clause or sentence.
        settings: The thresholds.
    """
    if assertion != "decided" or opinion.of("decided") >= settings.drops:
        return assertion
    best = max(opinion.shares, key=opinion.shares.__getitem__)
    return next((name for name in ASSERTIONS if name == best), None) if best != NO_ASSIGNMENT else None


def added_assertion(
    clause_type: str | None, clause_assertion: str | None, opinion: Opinion, settings: Settings
) -> Assertion | None:
    """Return the assertion of an assignment that the model alone finds; None where it is not sure enough.

    Args:
        clause_type: The type of the clause that holds it; None for a sentence outside of clauses.
        clause_assertion: That of the clause; None for a sentence.
        opinion: What the model says.
        settings: The thresholds.
    """
    if clause_type in _GIVES_NOTHING:
        return None
    if clause_type is not None:
        given = opinion.of("decided") + opinion.of("proposed")
        if given < settings.adds:
            return None
        return "proposed" if clause_assertion == "proposed" else "decided"
    return next((name for name in ("proposed", "reported") if opinion.of(name) >= settings.adds_outside), None)
