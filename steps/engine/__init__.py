"""How a step is looked up, built, recorded and taken down; knows no terminal and no step."""
