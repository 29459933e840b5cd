"""Which industry and alliance a firm belongs to, judged from its name and business scope: pure, no database."""
