"""The inbox, what a person chose, the operator's log."""
