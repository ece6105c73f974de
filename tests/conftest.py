import pytest
from spacy.language import Language

import beslutsnlp


@pytest.fixture(scope="session")
def nlp() -> Language:
    return beslutsnlp.load()
