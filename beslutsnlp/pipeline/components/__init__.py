"""The spaCy components: each runs its finder on the passages of a Doc and writes a span group.

Every span carries its label, an `id_` that the parts of one assignment share, and one extension attribute
with plain data: `span._.clause`, `.assignment`, `.assertion`, `.party`, `.deadline`, `.reference`.
`start` and `end` in that data are exact characters of the Doc, also where its tokens are coarser;
`text` is the same piece on one clean line.
"""

from beslutsnlp.pipeline.components.assertions import AssertionsComponent
from beslutsnlp.pipeline.components.assignments import AssignmentsComponent
from beslutsnlp.pipeline.components.candidates import CandidatesComponent
from beslutsnlp.pipeline.components.clauses import ClausesComponent
from beslutsnlp.pipeline.components.deadlines import DeadlinesComponent
from beslutsnlp.pipeline.components.parties import PartiesComponent
from beslutsnlp.pipeline.components.references import ReferencesComponent
from beslutsnlp.pipeline.components.scores import ScoresComponent
from beslutsnlp.pipeline.components.spans import passages_of
from beslutsnlp.pipeline.components.statuses import StatusesComponent

__all__ = [
    "AssertionsComponent",
    "AssignmentsComponent",
    "CandidatesComponent",
    "ClausesComponent",
    "DeadlinesComponent",
    "PartiesComponent",
    "ReferencesComponent",
    "ScoresComponent",
    "StatusesComponent",
    "passages_of",
]
