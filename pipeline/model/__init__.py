"""The types that travel between the stages: each new fact about an article is a new type.

FeedItem -> Reading -> Article -> TaggedArticle -> Candidate -> ScoredArticle -> DigestPlan -> DigestView

Nobody imports more of it than is needed: a frozen type takes 0.6 ms to make, and a run in which nothing is new needs few of these.
"""
