"""What a person sees: draws the book and turns its pages; it never calls AWS or Docker."""
