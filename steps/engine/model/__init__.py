"""What everything else speaks: resources, steps, plans, events, and the site that a verb receives."""
