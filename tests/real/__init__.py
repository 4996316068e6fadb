"""The kit for whoever has an AWS account: the book run there once, guarded, and laid beside the practice cloud's (README.md)."""
