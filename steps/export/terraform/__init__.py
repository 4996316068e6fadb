"""The platform as Terraform: files that are the same for every deployment, its values, and what stands, to be imported."""
