"""How long things take, beside what they should take; nothing here passes or fails."""
