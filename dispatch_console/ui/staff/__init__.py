"""Engineers as supervisors keep them: names, and where they are reached."""
