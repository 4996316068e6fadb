"""The wizard without a screen: commands, prompts, plain lines and JSON."""
