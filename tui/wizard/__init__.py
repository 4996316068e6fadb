"""The App on the screen: its pages, how they are turned, and the ways to leave."""
