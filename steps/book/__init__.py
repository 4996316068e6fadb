"""The pages: one step a file, in the order that `steps.CONTENTS` gives; the docstring of each is what the user reads."""
