"""Find what ships beside the code: templates, the starter config, the lexicon, the catalogue, phrases, fonts and samples."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def bundled(name: str) -> Path:
    """Return the shipped file or folder *name* ("templates" or "config.yaml"), wherever this install keeps it.

    In a checkout (known by its pyproject.toml) it lies at the top; in a wheel inside the package. The check matters:
    an installed copy would otherwise take any config.yaml that lies in site-packages for its own.

    Raises:
        FileNotFoundError: it is not shipped with this install.
    """
    return _existing((_CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else _PACKAGE / "_bundled") / name)


def packaged(name: str) -> Path:
    """Return the data folder *name* of this package: lexicon, catalogue, phrases, demo or vendor.

    Raises:
        FileNotFoundError: it is not shipped with this install.
    """
    return _existing(_PACKAGE / name)


def _existing(path: Path) -> Path:
    if not path.exists():
        message = f"{path.name} is not shipped with this install (looked in {path.parent})"
        raise FileNotFoundError(message)
    return path
