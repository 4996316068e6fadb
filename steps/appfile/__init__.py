"""What an app.toml says, and what of an app's folder goes into its image."""
