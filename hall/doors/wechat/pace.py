"""How fast one citizen may ask over WeChat; all requests come from WeChat's own addresses."""

import math
import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter


class Pace:
    """Counts the questions of each conversation in this process."""

    def __init__(self, rate: str) -> None:
        self._rate = parse(rate)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def seconds_to_wait(self, conversation_id: str) -> int:
        """Count a question; return 0 when it may be asked, else after how many seconds it may."""
        if self._limiter.hit(self._rate, conversation_id):
            return 0
        reset_at = self._limiter.get_window_stats(self._rate, conversation_id).reset_time
        return max(1, math.ceil(reset_at - time.time()))
