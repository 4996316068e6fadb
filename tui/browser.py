"""Addresses in a browser with a window of its own: one of the terminal would take the wizard's place on it."""

from pathlib import PurePath

TEXT_BROWSERS = {"www-browser", "links", "elinks", "lynx", "w3m"}
"""What Python's `webbrowser` falls back on where there is no window to open."""


def opened_in_window(url: str) -> bool:
    """Whether a browser has opened it in a window; False where there is none."""
    import webbrowser

    try:
        browser = webbrowser.get()
        name = PurePath(getattr(browser, "name", "")).name
        return name not in TEXT_BROWSERS and browser.open(url)
    except webbrowser.Error:
        return False
