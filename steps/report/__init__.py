"""One bundle for an issue: what happened, without anything that is the user's own."""
