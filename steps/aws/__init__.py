"""AWS's things that several pages share."""
