"""What happens to an item: four lanes over pure stages and thin edges, with one SQLite file between them.

collect.py   LANE 1  a source -> stored, tagged articles         poll.py, reading.py, gather.py, understand.py do parts of it
publish.py   LANE 2  stored articles -> a digest, delivered      deliver.py hands it over
share.py     LANE 3  picks and your words -> posts, an edition
reflect.py   LANE 4  what you did with an item -> progress, the next ranking
daily.py     one run: lane 1, and lane 2 if a digest is due
subscribe.py, ask.py, inspect.py                                 sources; questions; stages run on files
probe.py, examine.py, verify.py, suggest.py, followed.py         addresses and the catalogue tried out; what is followed and found by name
jobs.py, turns.py                                                what runs in worker processes; many at once, in threads
stages/      pure decisions, one step per file                   edges/   effects, one outside thing per file
model/, settings.py, views.py                                    what travels between them
bootstrap.py builds the real thing; cli.py and commands/ are the way in
"""
