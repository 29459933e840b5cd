"""Writes that join rooms."""
