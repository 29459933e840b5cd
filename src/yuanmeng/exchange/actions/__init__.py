"""Every write of the three lists."""
