"""The errors that the library raises on purpose.

BeslutsnlpError
├── ReadError            a file or a text that cannot be read
│   ├── UnknownFormat    not a kind of file that is read here
│   ├── BrokenFile       cut off or damaged
│   ├── Encrypted        locked by a password
│   ├── NoTextLayer      pictures of pages; run OCR first
│   ├── NoText           nothing in it
│   └── TooLarge         beyond a limit on pages, characters or objects
├── DataError            a phrase, alias or corpus file that breaks its rules
├── ModelError           a pipeline that is missing or lacks what is needed
└── MissingExtra         an optional dependency that is not installed

A message has three parts: what is wrong, where, and what to do now.
"""


class BeslutsnlpError(Exception):
    """The base of every error that the library raises on purpose."""


class ReadError(BeslutsnlpError):
    """A file or a text that cannot be read."""


class UnknownFormat(ReadError):
    """A file that is none of the kinds read here."""


class BrokenFile(ReadError):
    """A file that is cut off or damaged."""


class Encrypted(ReadError):
    """A file that is locked by a password."""


class NoTextLayer(ReadError):
    """A PDF that holds pictures of pages and no text."""


class NoText(ReadError):
    """A file with no text in it at all."""


class TooLarge(ReadError):
    """A file beyond a limit on pages, characters, objects or time."""


class DataError(BeslutsnlpError):
    """A phrase, alias or corpus file that breaks its rules."""


class ModelError(BeslutsnlpError):
    """A pipeline that is missing or lacks what is needed."""


class MissingExtra(BeslutsnlpError):
    """An optional dependency that is not installed."""
