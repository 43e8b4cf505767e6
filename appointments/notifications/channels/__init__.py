"""The ways a message goes out, a file each; nothing else knows them by name."""
