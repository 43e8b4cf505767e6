"""
Texts of messages that administrators have changed: where they apply, what can be filled in, and how.

The originals stay in ``wording``; deleting a changed text brings its original back.
"""
