"""One verb a file: write, sign, share, suggest the next visit."""
