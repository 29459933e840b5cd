"""A package, so that the demo zone goes when its last test has run."""
