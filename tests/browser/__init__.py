"""A package, so that server and browser go when its last test has run."""
