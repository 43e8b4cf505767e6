"""An appointment as people read it: its words, its timeline, its times as buttons. Runs no query of its own accord."""
