"""Reads of problems used more than once."""
