"""The component that tells what was decided from what was only proposed or retold."""

from spacy.tokens import Doc

from beslutsnlp.pipeline.assertions import assertion_outside_decisions
from beslutsnlp.pipeline.components.spans import passages_of
from beslutsnlp.pipeline.phrases import OwnPhrases, with_own_phrases
from beslutsnlp.sentences import split_sentences


class AssertionsComponent:
    """Tells for each assignment outside of a decision whether it is proposed or retold.

    Requires `doc.spans["assignments"]`. Assigns `span._.assertion`, for what decisions give as their clause says.
    """

    def __init__(self, *, phrases: OwnPhrases = ()) -> None:
        self.phrases = phrases

    def __call__(self, doc: Doc) -> Doc:
        with with_own_phrases(self.phrases):
            return self._found(doc)

    def _found(self, doc: Doc) -> Doc:
        passages = passages_of(doc)
        for span in doc.spans.get("assignments", []):
            if span._.assignment["assertion"] is not None:
                span._.assertion = span._.assignment["assertion"]
                continue
            place, start, end = span._.assignment["place"]
            passage = passages[place]
            line_start = passage.text.rfind("\n", 0, start) + 1
            line_end = passage.text.find("\n", end)
            sentence = next(
                (
                    part
                    for part in split_sentences(
                        passage.text, line_start, line_end if line_end >= 0 else len(passage.text)
                    )
                    if part[0] <= start < part[1]
                ),
                (start, end),
            )
            span._.assertion = assertion_outside_decisions(passage.text, sentence[0], sentence[1], passage.section)
        return doc
