"""Every write of the activities."""
