"""A ticket's conversation: one line of time, and what is said, asked and handed over there."""
