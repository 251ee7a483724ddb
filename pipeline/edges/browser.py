"""Open a page in the browser of whoever sits there."""

import os
import sys
import webbrowser


def open_page(url: str) -> bool:
    """Open *url* in the person's browser and say whether that was done: not without a display, nor where nobody looks at the output.

    A browser for terminals would take the terminal over, so that none is asked for.
    """
    has_display = sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    if not has_display or not sys.stdout.isatty():
        return False
    try:
        return webbrowser.open(url)
    except (webbrowser.Error, OSError):
        return False
