"""Texts of problems, pure: which category a text suggests and why, which solved case answers it."""
