from pathlib import Path

import pytest
from hypothesis import settings
from spacy.language import Language

from beslutsnlp.dates.meetings import Meetings
from beslutsnlp.extraction import rule_pipeline
from beslutsnlp.profile import Profile
from beslutsnlp.training.examples import Examples
from tests.tiny_models import fitted, tiny_examples, write_tiny

# the same examples on every run: what passed on one machine passes on the next
settings.register_profile("same", derandomize=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """Return a pipeline of rules alone: what they find does not hang on what a model has learnt."""
    return rule_pipeline(Profile(), Meetings())


@pytest.fixture(scope="session")
def examples() -> Examples:
    """Return what the tiny model has learnt from."""
    return tiny_examples()


@pytest.fixture(scope="session")
def fitted_nlp(examples: Examples) -> Language:
    """Return the pipeline of the tiny model, as fitting left it; tests change nothing in it."""
    return fitted(examples)


@pytest.fixture(scope="session")
def tiny(fitted_nlp: Language, examples: Examples, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the tiny model; tests copy it before they change it."""
    return write_tiny(tmp_path_factory.mktemp("models") / "tiny", fitted_nlp, examples)
