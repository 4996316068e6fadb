"""What the screens are made of: one widget a file, its style inside it; none of them knows AWS."""
