"""What all operations of AWS have in common, whatever they do: bounds of their parameters, pages of their listings.

    exchange   one call by botocore's model: what was asked, and its answer read and written again
    listings   which operations list, how long their pages are, what their tokens are called
    pages      cuts what moto lists into pages and remembers what each token's reader has been told
    bounds     lengths, values, patterns and words that botocore's models give for parameters
    batches    how many things one call may name, where the models do not say it
    words      how each service refuses all these

`calls` asks them, for every call alike; a new operation needs nothing here unless its pages differ from the models.
"""
