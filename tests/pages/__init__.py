"""Every page, for every role, in every language, in a real browser."""
