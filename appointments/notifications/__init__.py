"""
News of appointments: written to the outbox in the transaction of the change, handed over by the worker.

announcing → recipients, wording, composing → Message rows → delivering; what differs by channel → channels
"""
