"""Every page as each role gets it, in every language, theme and width, in a real browser: `make look`."""
