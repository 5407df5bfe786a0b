"""A page with every component, only for tests: looked at in Chromium, measured, checked with axe-core."""
