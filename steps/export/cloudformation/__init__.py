"""The platform as a CloudFormation template, made from the calls that the book would make."""
