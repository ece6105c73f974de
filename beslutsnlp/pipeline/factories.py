"""The spaCy factories. spaCy imports this module in every program that makes a pipeline, so it imports nothing but spaCy."""

from typing import Any

from spacy.language import Language

_PARTS = "doc.spans"


@Language.factory(
    "beslutsnlp_clauses",
    assigns=[_PARTS],
    default_config={"case_numbers": [], "aliases": {}, "headings": {}, "phrases": []},
)
def clauses(
    nlp: Language,
    name: str,
    case_numbers: list[str] | str,
    aliases: dict[str, str] | str,
    headings: dict[str, str] | str,
    phrases: list[dict[str, Any]] | str,
) -> Any:
    """Make the component that finds decision clauses."""
    from beslutsnlp.pipeline.components import ClausesComponent
    from beslutsnlp.profile import unpacked

    return ClausesComponent(
        case_numbers=unpacked(case_numbers),
        aliases=unpacked(aliases),
        headings=unpacked(headings),
        phrases=_own(phrases),
    )


@Language.factory("beslutsnlp_references", assigns=[_PARTS], default_config={"case_numbers": []})
def references(nlp: Language, name: str, case_numbers: list[str] | str) -> Any:
    """Make the component that finds case numbers and dated paragraphs."""
    from beslutsnlp.pipeline.components import ReferencesComponent
    from beslutsnlp.profile import unpacked

    return ReferencesComponent(case_numbers=unpacked(case_numbers))


@Language.factory(
    "beslutsnlp_assignments", requires=[_PARTS], assigns=[_PARTS], default_config={"aliases": {}, "phrases": []}
)
def assignments(nlp: Language, name: str, aliases: dict[str, str] | str, phrases: list[dict[str, Any]] | str) -> Any:
    """Make the component that finds assignments."""
    from beslutsnlp.pipeline.components import AssignmentsComponent
    from beslutsnlp.profile import unpacked

    return AssignmentsComponent(aliases=unpacked(aliases), phrases=_own(phrases))


@Language.factory("beslutsnlp_assertions", requires=[_PARTS], default_config={"phrases": []})
def assertions(nlp: Language, name: str, phrases: list[dict[str, Any]] | str) -> Any:
    """Make the component that tells decided assignments from proposed and retold ones."""
    from beslutsnlp.pipeline.components import AssertionsComponent

    return AssertionsComponent(phrases=_own(phrases))


@Language.factory("beslutsnlp_parties", requires=[_PARTS], assigns=[_PARTS], default_config={"aliases": {}})
def parties(nlp: Language, name: str, aliases: dict[str, str] | str) -> Any:
    """Make the component that finds the parties of assignments."""
    from beslutsnlp.pipeline.components import PartiesComponent
    from beslutsnlp.profile import unpacked

    return PartiesComponent(aliases=unpacked(aliases))


@Language.factory("beslutsnlp_deadlines", requires=[_PARTS], assigns=[_PARTS], default_config={"meetings": {}})
def deadlines(nlp: Language, name: str, meetings: dict[str, list[str]]) -> Any:
    """Make the component that finds the deadlines of assignments and decisions."""
    from beslutsnlp.pipeline.components import DeadlinesComponent

    return DeadlinesComponent(meetings=meetings)


@Language.factory(
    "beslutsnlp_statuses", requires=[_PARTS], assigns=[_PARTS], default_config={"columns": {}, "phrases": []}
)
def statuses(nlp: Language, name: str, columns: dict[str, list[str]] | str, phrases: list[dict[str, Any]] | str) -> Any:
    """Make the component that finds status phrases in the rows of follow-up lists."""
    from beslutsnlp.pipeline.components import StatusesComponent
    from beslutsnlp.profile import unpacked

    return StatusesComponent(columns=unpacked(columns), phrases=_own(phrases))


@Language.factory("beslutsnlp_candidates", requires=[_PARTS], assigns=[_PARTS], default_config={"aliases": {}})
def candidates(nlp: Language, name: str, aliases: dict[str, str] | str) -> Any:
    """Make the component that adds to what rules find what a trained model finds."""
    from beslutsnlp.pipeline.components import CandidatesComponent
    from beslutsnlp.profile import unpacked

    return CandidatesComponent(nlp.vocab, nlp.tokenizer, aliases=unpacked(aliases))


@Language.factory("beslutsnlp_scores", requires=[_PARTS])
def scores(nlp: Language, name: str) -> Any:
    """Make the component that tells how sure each finding is."""
    from beslutsnlp.pipeline.components import ScoresComponent

    return ScoresComponent()


@Language.factory("beslutsnlp_lines", assigns=["token.is_sent_start"])
def lines(nlp: Language, name: str) -> Any:
    """Make the component that starts sentences where lines and paragraphs tell it."""
    from beslutsnlp.pipeline.lines import LinesComponent

    return LinesComponent()


@Language.factory(
    "beslutsnlp_lemmas",
    requires=["token.pos", "token.morph"],
    assigns=["token.lemma"],
    default_score_weights={"lemma_acc": 1.0},
)
def lemmas(nlp: Language, name: str) -> Any:
    """Make the component that gives tokens their lemmas."""
    from beslutsnlp.pipeline.lemmas import LemmasComponent

    return LemmasComponent()


def _own(phrases: list[dict[str, Any]] | str) -> Any:
    from beslutsnlp.pipeline.phrases import make_own_phrases
    from beslutsnlp.profile import unpacked

    return make_own_phrases(unpacked(phrases), source="The pipeline's config")
