from datetime import timedelta


def as_clock(elapsed: timedelta) -> str:
    """00:41, 12:05, 1:00:00; a clock that runs behind another shows 00:00, never less."""
    minutes, seconds = divmod(max(0, int(elapsed.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
