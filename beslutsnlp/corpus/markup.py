"""Annotated text: protocols written with tags in them, which people can read and mend, to documents.

A source has a front matter of `key: value` lines between `---`, then text in which tags stand:
`<item paragraph="98">`, `<head>`, `<title>`, `<case>`, `<owner>`, `<handler>`, `<h kind="decision">`, `<d type= assertion=>`
(decision clause), `<a assertion=>` (assignment) and in it `<task>`, `<p as= kind= name=>` (party), `<dl …>` (deadline); `<ref kind=>`;
`<frame>`, `<toc>`, `<table>`, `<fn>` for the layout alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from beslutsnlp.corpus.documents import AnnotatedDocument, AnnotatedSpan, Relation, check_document
from beslutsnlp.errors import DataError
from beslutsnlp.labels import RelationLabel, SpanLabel

_FRONT = re.compile(r"---\n(?P<lines>.*?)\n---\n", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z]+)(?P<attributes>(?:\s+[a-z_]+=\"[^\"]*\"){0,9})\s*>")
_ATTRIBUTE = re.compile(r'([a-z_]+)="([^"]*)"')
_LABELS: dict[str, SpanLabel] = {
    "item": "item",
    "title": "title",
    "case": "case_number",
    "owner": "case_owner",
    "handler": "handler",
    "h": "heading",
    "d": "decision",
    "a": "assignment",
    "task": "task",
    "p": "party",
    "dl": "deadline",
    "ref": "reference",
}
_LAYOUT = frozenset({"head", "frame", "toc", "table", "fn", "sub"})
_ROLES: dict[str, RelationLabel] = {
    "responsible": "responsible",
    "executor": "executor",
    "collaborator": "collaborators",
    "report_to": "report_to",
}

_OWN: dict[str, RelationLabel] = {"dl": "deadline", "task": "task"}


@dataclass(slots=True)
class Tagged:
    """A tag pair: its name, its attributes, and the piece of text that it encloses."""

    name: str
    start: int
    end: int
    line: int
    attributes: dict[str, str]


@dataclass(slots=True)
class Source:
    """A source in parts: its front matter, its plain text and its tags."""

    meta: dict[str, str]
    text: str
    tags: list[Tagged] = field(default_factory=list)


def parse_markup(raw: str, *, name: str) -> Source:
    """Return a source without its tags, and the tags.

    Raises:
        DataError: There is no front matter, or a tag is unknown, not closed or wrongly nested.
    """
    front = _FRONT.match(raw)
    if not front:
        raise DataError(f"{name} has no front matter. It starts with `key: value` lines between two lines of ---.")
    pairs = (line.partition(":") for line in front["lines"].split("\n"))
    meta = {key.strip(): value.strip() for key, _, value in pairs}
    body, first_line = raw[front.end() :], raw[: front.end()].count("\n") + 1
    pieces: list[str] = []
    tags: list[Tagged] = []
    stack: list[Tagged] = []
    position = length = 0
    for match in _TAG.finditer(body):
        pieces.append(body[position : match.start()])
        length += match.start() - position
        position = match.end()
        line = first_line + body.count("\n", 0, match.start())
        tag = match["name"]
        if tag not in _LABELS and tag not in _LAYOUT:
            raise DataError(f"{name}, line {line}: unknown tag <{tag}>.")
        if match["close"]:
            if not stack or stack[-1].name != tag:
                raise DataError(
                    f"{name}, line {line}: </{tag}> closes {'<' + stack[-1].name + '>' if stack else 'nothing'}."
                )
            stack[-1].end = length
            tags.append(stack.pop())
        else:
            stack.append(Tagged(tag, length, length, line, dict(_ATTRIBUTE.findall(match["attributes"]))))
    if stack:
        raise DataError(f"{name}, line {stack[-1].line}: <{stack[-1].name}> is not closed.")
    pieces.append(body[position:])
    return Source(meta, "".join(pieces), sorted(tags, key=lambda tag: (tag.start, -tag.end)))


def to_document(source: Source, *, name: str) -> AnnotatedDocument:
    """Return the annotated document that a source makes.

    Raises:
        DataError: A span or a relation breaks the rules of the format.
    """
    tags = [_trimmed(tag, source.text) for tag in source.tags if tag.name in _LABELS]
    tags = [tag for tag in tags if tag.end > tag.start]
    ids = {id(tag): f"s{number}" for number, tag in enumerate(tags, 1)}
    spans: list[AnnotatedSpan] = []
    relations: list[Relation] = []
    named = {tag.attributes["id"]: tag for tag in tags if tag.name == "a" and "id" in tag.attributes}
    for tag in tags:
        fields = {key: value for key, value in tag.attributes.items() if key not in ("id", "as", "of") and value}
        spans.append(
            AnnotatedSpan(id=ids[id(tag)], label=_LABELS[tag.name], start=tag.start, end=tag.end, fields=fields)
        )
        if tag.name in ("p", "dl", "task"):
            owner = named.get(tag.attributes["of"]) if "of" in tag.attributes else _innermost(tags, tag)
            if owner is None:
                raise DataError(
                    f"{name}, line {tag.line}: <{tag.name}> stands in no assignment. Put it into one, or name one by `of`."
                )
            if tag.name == "p" and tag.attributes.get("as") not in _ROLES:
                raise DataError(
                    f"{name}, line {tag.line}: <p> has as={tag.attributes.get('as')!r}; there are {', '.join(_ROLES)}."
                )
            label = _ROLES[tag.attributes["as"]] if tag.name == "p" else _OWN[tag.name]
            relations.append(Relation(label=label, head=ids[id(owner)], child=ids[id(tag)]))
    missing = [key for key in ("id", "kind") if not source.meta.get(key)]
    if missing:
        raise DataError(f"{name}: the front matter has no {missing[0]}. Write it there, as `{missing[0]}: …`.")
    meta = {key: value for key, value in source.meta.items() if key not in ("id", "kind") and value}
    raw = {
        "id": source.meta["id"],
        "kind": source.meta["kind"],
        "text": source.text,
        "meta": meta,
        "spans": [span.model_dump() for span in spans],
        "relations": [relation.model_dump() for relation in relations],
    }
    return check_document(raw, name)


def _trimmed(tag: Tagged, text: str) -> Tagged:
    """Return a tag without the blank space that stands inside of it at its ends."""
    piece = text[tag.start : tag.end]
    start = tag.start + len(piece) - len(piece.lstrip())
    return replace(tag, start=start, end=start + len(piece.strip()))


def _innermost(tags: Sequence[Tagged], inner: Tagged) -> Tagged | None:
    around = [tag for tag in tags if tag.name == "a" and tag.start <= inner.start and inner.end <= tag.end]
    return min(around, key=lambda tag: tag.end - tag.start) if around else None
