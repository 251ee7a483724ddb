"""Say what it counts that people the person knows shared an article."""

from pipeline.model.digests import Candidate, Reason

#: What one person's choice counts: as much as one "shared" of the person's own does for a source (`scoring.feedback`). That of two or
#: more counts as much as to follow a source for a skill (`stages.score`), and no more: how many share a thing says how much it is talked
#: of, and only then how good it is. Argued, not measured.
_ONE, _MORE = 1.08, 1.15


def shared_in_circle(candidate: Candidate) -> Reason | None:
    """Return what it counts that people shared *candidate*; None where nobody did, so that nothing changes for it."""
    people = list(dict.fromkeys(told.source_title for told in candidate.shared_by))
    if not people:
        return None
    if len(people) == 1:
        return Reason(name="circle", value=_ONE, words=f"{people[0]} shared it")
    return Reason(name="circle", value=_MORE, words=f"{len(people)} people you know shared it")
