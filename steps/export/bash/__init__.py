"""The platform as commands: what is overheard, and what a script of them says."""
