"""CoNLL-U files: the words of a treebank with their tags, and nothing of its trees."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from beslutsnlp.errors import DataError

_COLUMNS = 10
_SEEN = 3


@dataclass(frozen=True)
class Word:
    """A word of a treebank; `lemma` is None where the treebank has none that may be used."""

    form: str
    upos: str
    feats: str
    lemma: str | None = None
    space_after: bool = True


@dataclass(frozen=True)
class TreebankSentence:
    """A sentence of a treebank, with the names of the document and the paragraph it stands in."""

    id: str
    document: str
    paragraph: str
    words: tuple[Word, ...]


def read_conllu(path: Path, *, lemmas: bool = True) -> list[TreebankSentence]:
    """Return the sentences of a CoNLL-U file, in its order.

    Args:
        path: The file, UTF-8.
        lemmas: Whether its lemmas may be used; without them `Word.lemma` is None.

    Raises:
        DataError: The file cannot be read, or a line is not CoNLL-U.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as UTF-8 text: {error}. Fetch the file again.") from error
    sentences = list(_sentences(text.splitlines(), path, lemmas=lemmas))
    if not sentences:
        raise DataError(f"{path} has no sentence. It should be a CoNLL-U file; fetch it again.")
    return sentences


def _sentences(lines: Sequence[str], path: Path, *, lemmas: bool) -> Iterator[TreebankSentence]:
    sentence_id, document, paragraph, words = "", "", "", list[Word]()
    for number, line in enumerate([*lines, ""], 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            if key.strip() == "sent_id":
                sentence_id = value.strip()
            elif key.strip() == "newdoc id":
                document = value.strip()
            elif key.strip() == "newpar id":
                paragraph = value.strip()
        elif line.strip():
            word = _word(line, path, number, lemmas=lemmas)
            if word is not None:
                words.append(word)
        elif words:
            yield TreebankSentence(sentence_id, document, paragraph, tuple(words))
            words = []


def _word(line: str, path: Path, number: int, *, lemmas: bool) -> Word | None:
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        raise DataError(
            f"{path}, line {number}: {len(cells)} columns where CoNLL-U has {_COLUMNS}. The file is damaged or cut off; fetch it again."
        )
    if not cells[0].isdigit():
        # "8-9" is a range of words and "8.1" an empty node
        return None
    form, lemma, upos, feats, misc = cells[1], cells[2], cells[3], cells[5], cells[9]
    return Word(
        form=form,
        upos=upos,
        feats="" if feats == "_" else feats,
        lemma=lemma.replace("_", " ") if lemmas and (lemma != "_" or form == "_") else None,
        space_after="SpaceAfter=No" not in misc.split("|"),
    )


def harmonise(sentences: Iterable[TreebankSentence], reference: Iterable[TreebankSentence]) -> list[TreebankSentence]:
    """Return sentences with the features that another treebank gives the same words.

    Treebanks of one language differ in habit ("som" is PronType=Rel in one and Int,Rel in another). Features that the
    reference never gives a word of that form and part of speech are replaced by those that it gives most often.
    """
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for sentence in reference:
        for word in sentence.words:
            seen[word.form.casefold(), word.upos][word.feats] += 1

    def changed(word: Word) -> Word:
        known = seen.get((word.form.casefold(), word.upos))
        if known is None or word.feats in known or known.total() < _SEEN:
            return word
        return replace(word, feats=known.most_common(1)[0][0])

    return [replace(sentence, words=tuple(map(changed, sentence.words))) for sentence in sentences]
