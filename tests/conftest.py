import pytest
from hypothesis import settings
from spacy.language import Language

import beslutsnlp

# the same examples on every run: what passed on one machine passes on the next
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
def nlp() -> Language:
    return beslutsnlp.load()
