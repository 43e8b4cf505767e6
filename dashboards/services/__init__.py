"""What concerns several apps at once. Each calls the services below; no fact is this app's own."""
