"""The three lists (ALL-02), pure: reading a pasted chat message, likeness of texts, which offers fit a need."""
