"""config.yaml, from the text a person writes to the Settings that everything else knows; the home of pydantic.

The text becomes a `tree` of plain values that know their places, the `model` says which keys there are (`ways` those that
reach people; `types`, `values` and `times` what may stand behind them), `checks` looks between the entries, `mistakes` finds
the sentences, `settings` fills the defaults in, and `read` does one after the other. `shown` and `starter` go the other way.
"""

from pipeline.config.read import find_config, json_schema, read_settings, skills_by_group
from pipeline.config.shown import shown

__all__ = ["find_config", "json_schema", "read_settings", "shown", "skills_by_group"]
