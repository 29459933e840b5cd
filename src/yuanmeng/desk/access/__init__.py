"""Who gets what from which URL: every URL name, method and role tried against a rehearsal of two firms (DESIGN §4)."""
