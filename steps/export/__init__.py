"""The way on: what stands as commands to read, as a script, as Terraform, as CloudFormation."""
