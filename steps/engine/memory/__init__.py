"""What is remembered of a deployment: its journal, and what the journal comes to."""
