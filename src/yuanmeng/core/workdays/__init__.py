"""Working days over a dated calendar, and due dates whose sum can be shown day by day (CAL-01 to CAL-04)."""
