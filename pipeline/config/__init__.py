"""config.yaml, from the text a person writes to the Settings that everything else knows; the home of pydantic.

The text becomes a `tree` of plain values that know their places, the `model` says which keys there are (`ways` those that
reach people; `types`, `values` and `times` what may stand behind them), `checks` looks between the entries, `mistakes` finds
the sentences, `settings` fills the defaults in, and `read` does one after the other. `find` looks for the file; `shown` and `starter`
go the other way. Nothing is imported here: pydantic takes longer to load than most commands take in all.
"""
