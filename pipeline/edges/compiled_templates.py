"""Keep templates compiled, in the user's cache folder: to compile those of one digest takes a fifth of a second."""

import marshal
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType

from jinja2 import compiler, runtime
from jinja2.bccache import Bucket, BytecodeCache

from pipeline.edges.copies import fingerprint_of, keep, kept
from pipeline.resources import packaged

#: What jinja2 may call while it compiles: the filters and finalizers of `pipeline.edges.render`, and what these are made of.
_CALLED = ("edges/render.py", "markdown.py", "plain.py", "script.py")


class CompiledTemplates(BytecodeCache):
    """The code of templates, as it was kept for one kind of environment.

    It counts for the same template under the same Python, jinja2 and filters. Python runs what it finds here, as it does the modules that
    it compiled: `pipeline.edges.copies` reads nothing that another user could have put there.
    """

    def __init__(self, environment: str) -> None:
        """Keep code apart from that of every other kind of *environment*, which changes what is made of the same template."""
        made_with = (*map(packaged, _CALLED), Path(compiler.__file__), Path(runtime.__file__))
        self._kind = f"template-{environment}"
        self._made_with = fingerprint_of(*made_with, words=f"{MAGIC_NUMBER!r}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code that was kept into *bucket*, if there is any."""
        code = kept(self._kind_of(bucket), self._key_of(bucket))
        if isinstance(code, bytes):
            try:
                read = marshal.loads(code)  # noqa: S302 - our own, see above
            except (EOFError, ValueError, TypeError):
                return
            bucket.code = read if isinstance(read, CodeType) else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code in *bucket*, where a folder can be written."""
        keep(self._kind_of(bucket), self._key_of(bucket), marshal.dumps(bucket.code))

    def _kind_of(self, bucket: Bucket) -> str:
        return f"{self._kind}-{bucket.key}"

    def _key_of(self, bucket: Bucket) -> str:
        return fingerprint_of(words=f"{self._made_with} {bucket.checksum}")
