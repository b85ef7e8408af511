"""Access keys: what to hold down in the browser that asks, for pages that many are decided on."""

HELD_WITH = "Alt in Chrome and Edge, Alt and Shift in Firefox, or Ctrl and Option on a Mac"
APPLE = ("Macintosh", "iPhone", "iPad")


def held_with(browser: str) -> str:
    """What is held down for an access key, by what a browser says of itself; each way where it does not say."""
    if any(name in browser for name in APPLE):
        return "Ctrl and Option"
    if "Firefox/" in browser:
        return "Alt and Shift"
    return "Alt" if "Chrome/" in browser else HELD_WITH
