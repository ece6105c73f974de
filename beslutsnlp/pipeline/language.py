"""What the Swedish tokeniser must know of minutes: abbreviations and § that it would break."""

from typing import TYPE_CHECKING

from beslutsnlp.sentences import ABBREVIATIONS

if TYPE_CHECKING:
    from spacy.language import Language


def add_language_rules(nlp: "Language") -> None:
    """Teach a Swedish pipeline's tokeniser the abbreviations of minutes, and to keep "§ 12" apart.

    Words such as "enl.", "bil.", "dnr." and "kap." stay whole, so that no sentence ends there.
    """
    for word in ABBREVIATIONS:
        if not word.endswith("."):
            continue
        for form in {word, word.capitalize(), word.upper()}:
            nlp.tokenizer.add_special_case(form, [{"ORTH": form}])
