"""What a person would paste."""

import subprocess
import time

_MOST_TRIES = 100


def pasted(environment: dict[str, str]) -> str:
    """Return what is on the clipboard of the display in *environment*, as soon as anything is there.

    xclip says that it is done a moment before the display knows of it.
    """
    for _ in range(_MOST_TRIES):
        got = subprocess.run(["/usr/bin/env", "xclip", "-selection", "clipboard", "-o"], capture_output=True, env=environment, check=False)
        if got.returncode == 0:
            return got.stdout.decode()
        time.sleep(0.1)
    message = f"nothing came to the clipboard: {got.stderr.decode()}"
    raise AssertionError(message)
