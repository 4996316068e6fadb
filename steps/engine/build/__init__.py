"""How what is wanted is looked up, built, watched and taken down."""
