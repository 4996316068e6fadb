"""What is wrong when tasks do not come up: AWS is asked live, and its sentence is not only quoted.

`pattern_table` has every sentence that AWS is known to say, what it means and which probes look into it; a probe is a
function that asks AWS and answers with findings; `card` makes of both what the user is told; `vigil` says when.
"""
