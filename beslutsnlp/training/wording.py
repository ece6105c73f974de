"""What annotated documents tell of a body's own wording: its section headings and its abbreviations."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from beslutsnlp.corpus.documents import AnnotatedDocument
from beslutsnlp.labels import SECTION_KINDS, SectionKind
from beslutsnlp.pipeline.parties import PartyFinder
from beslutsnlp.profile import Profile
from beslutsnlp.structure import canonical_heading
from beslutsnlp.structure.headings import find_heading

# a heading or an abbreviation is learnt from so many documents on, and where so large a share of them agree
_DOCUMENTS, _AGREEMENT = 2, 0.8
_ABBREVIATION = re.compile(r"(?=.*[A-ZÅÄÖ])[A-ZÅÄÖa-zåäö&/]{2,8}(?::s)?")
_GENITIVE = re.compile(r":s$")


def learn_profile(documents: Sequence[AnnotatedDocument], known: Profile) -> Profile:
    """Return the headings and abbreviations in documents that neither rules nor a known profile have.

    Args:
        documents: Annotated documents of one body, or of some with the same wording.
        known: What is known already.
    """
    return Profile(
        aliases=_agreed(_abbreviations(documents, known)),
        headings={
            heading: next(kind for kind in SECTION_KINDS if kind == name)
            for heading, name in _agreed(_headings(documents, known)).items()
        },
    )


def _headings(documents: Iterable[AnnotatedDocument], known: Profile) -> Iterable[tuple[str, str, str]]:
    """Yield heading, kind and document of each section heading that is read in another way so far."""
    own = {canonical_heading(heading): kind for heading, kind in known.headings.items()}
    for document in documents:
        for span in document.of("heading"):
            text = document.text[span.start : span.end]
            kind: SectionKind | None = next((name for name in SECTION_KINDS if name == span.fields.get("kind")), None)
            found = find_heading(text, own=own)
            if kind is not None and (found is None or found.kind != kind):
                yield canonical_heading(text), kind, document.id


def _abbreviations(documents: Iterable[AnnotatedDocument], known: Profile) -> Iterable[tuple[str, str, str]]:
    """Yield abbreviation, name and document of each party that stands there in short and is read in another way so far."""
    parties = PartyFinder(known.aliases)
    for document in documents:
        for span in document.of("party"):
            text, name = document.text[span.start : span.end], span.fields.get("name", "")
            short = _GENITIVE.sub("", text)
            if not _ABBREVIATION.fullmatch(text) or name.casefold() == short.casefold() or len(name) <= len(short):
                continue
            found = parties.slot(text, 0, len(text))
            if not found or found[0].name != name:
                yield short, name, document.id


def _agreed(found: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Return for each key the value that enough documents agree on."""
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, value, document in found:
        seen[key][value].add(document)
    agreed = {}
    for key, values in sorted(seen.items()):
        counts = Counter({value: len(documents) for value, documents in values.items()})
        value, count = counts.most_common(1)[0]
        if count >= _DOCUMENTS and count >= _AGREEMENT * counts.total():
            agreed[key] = value
    return agreed
