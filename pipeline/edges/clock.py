"""The clock of this machine, and waiting by it: what a test replaces to let a year go by in seconds."""

import time
from datetime import UTC, datetime


class Clock:
    """Tells the time, and lets it pass."""

    def now(self) -> datetime:
        """Return the moment it is, in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Come back after so many seconds; later where the machine slept meanwhile."""
        time.sleep(seconds)
