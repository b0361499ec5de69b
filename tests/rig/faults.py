"""What a test may have Discord do wrong on the way to or from its HTTP interface."""

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """A fault that strikes requests whose `METHOD /path` matches, so many times.

    `after` does what was asked for first, and only then fails: the caller cannot know that it was done.
    """

    pattern: str
    status: int | None = None
    """What to answer; None answers as usual, after `delay`."""
    times: int = 1
    delay: float = 0.0
    """Seconds to wait before anything else happens."""
    late: float = 0.0
    """Seconds to wait with the answer, after what was asked for has been done."""
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: Any = None
    struck: int = 0
    """How often it has struck."""

    def strikes(self, line: str) -> bool:
        """Whether this request is hit; counts it if so."""
        if self.struck >= self.times or re.search(self.pattern, line) is None:
            return False
        self.struck += 1
        return True

    @classmethod
    def too_many(cls, pattern: str, seconds: float, *, everywhere: bool = False, times: int = 1) -> "Fault":
        """A 429 as Discord sends it: of one bucket, or the global one."""
        headers = {"Retry-After": str(max(1, round(seconds))), "X-RateLimit-Scope": "global" if everywhere else "user"}
        if everywhere:
            headers["X-RateLimit-Global"] = "true"
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": everywhere}
        return cls(pattern, 429, times=times, headers=headers, body=body)


CALLBACK = r"^POST /interactions/\d+/[^/]+/callback"
POSTING = r"^POST /channels/\d+/messages$"
EDITING = r"^PATCH /channels/\d+/messages/\d+$"
FOLLOWING_UP = r"^(POST|PATCH) /webhooks/"
