"""Where a deployment is built: account, region, profile, or the practice cloud."""
