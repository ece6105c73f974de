"""Words for urgency and recurrence and number words, from `lexicon.toml`, compiled."""

import re
import tomllib
from importlib.resources import files

_RAW = tomllib.loads(files("beslutsnlp.dates").joinpath("lexicon.toml").read_text(encoding="utf-8"))


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))


# "vid varje ordinarie nämndsammanträde", "på samtliga möten"
_EVERY_MEETING = r"(?:vid|på|till|inför)\s(?:[\wåäö-]+s\s)?(?:varje|vart|samtliga|alla)\s(?:[\wåäö-]+\s){0,3}?[\wåäö-]*(?:sammanträden?|möten?)(?:n|a|na)?|(?:varje|vart)\s(?:[\wåäö-]+\s){0,2}?[\wåäö-]*(?:sammanträde|möte)"

# "senast den 20:e varje månad"
_DAY_OF_MONTH = (
    r"(?:senast\s)?den\s(?:\d{1,2}(?::[ae])?|första|femtonde|sista|tionde|tjugonde)\s(?:(?:dagen|vardagen)\s)?(?:i\s)?"
)


def _recurrence(freq: str, words: list[str]) -> str:
    day = f"(?:{_DAY_OF_MONTH})?" if freq in ("P1M", "P2M") else ""
    return f"(?P<{freq}>{day}(?:{_either(words)}))"


# one pass for all: the name of the group that matched is "urgency", "open" or the period of a recurrence
WORDS = re.compile(
    rf"(?<![\wåäö-])(?:(?P<urgency>{_either(_RAW['urgency'])})|(?P<open>{_either(_RAW['open_recurrence'])}|{_EVERY_MEETING})"
    rf"|{'|'.join(_recurrence(freq, words) for freq, words in _RAW['recurrences'].items())})(?![\wåäö-])"
)
NUMBERS: dict[str, int] = _RAW["numbers"]
NUMBER_WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
