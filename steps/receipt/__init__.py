"""After a teardown: what was made, gone and left, and why, by three looks at AWS that know nothing of each other."""
