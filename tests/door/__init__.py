"""The doors' scan page with a real picture: Chromium, a camera whose film shows a badge, the whole application."""
