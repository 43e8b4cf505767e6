"""What every way of reaching people has to say of itself; the rest of the outbox asks nothing else."""

from abc import ABC, abstractmethod


class NotTaken(Exception):
    """The transport returned without having taken the message."""


class Channel(ABC):
    """
    One way a message goes out. ``code`` is what ``Message.channel`` holds, eight characters at most.

    A carried channel has a transport the worker opens, hands messages to and closes; what is not
    carried has arrived with the commit.
    """

    code: str
    label: str
    is_carried = True
    is_record = False
    """Whether what the clinic has done can be read there later: for that it cannot be turned off."""
    only_if_asked = False
    """Whether staff hear by it of their work only where they asked for it."""
    missing = ""
    """What the page of choices says in place of the box to whoever it does not reach."""

    @property
    def is_offered(self):
        """Whether this installation can send by it."""
        return True

    @abstractmethod
    def reaches(self, recipient):
        """Return whether ``recipient`` has what it takes: an address, a number, a sign-in."""

    def is_written_to(self, recipient):
        """Return whether a message is written; also where it reaches nobody but those who may read along."""
        return self.is_offered and self.reaches(recipient)

    def by_default(self, group, recipient):
        """Return whether ``recipient`` hears of ``group`` by it until they say otherwise."""
        return True

    @abstractmethod
    def content(self, kind, words, facts):
        """Return this channel's fields of a ``Message``, or ``None`` where ``words`` has nothing for it."""

    def address_now(self, message):
        """Return where a message written earlier would go today."""
        return message.address

    def masked(self, address):
        """Return an address as much as its owner needs to know it again."""
        return address

    # --- Carrying -------------------------------------------------------------------------------
    def connect(self):
        """
        Return a transport with ``open()`` and ``close()``, without asking anybody on the network.

        ``open()`` raises where nobody answers; on an open one it does nothing. Raises
        ``ImproperlyConfigured`` for settings that cannot work.
        """
        raise NotImplementedError

    def hand_over(self, message, backend):
        """Give one message to ``backend``, the open transport. Whatever is raised means it did not take it."""
        raise NotImplementedError

    def in_words(self, error):
        """Say what went wrong, without the address and without a word of the message."""
        return f"It could not be sent ({type(error).__name__})."

    def is_final(self, error):
        """Return whether trying again is of no use."""
        return False

    def wait(self, error):
        """Return how long the transport asks not to be tried again, or ``None`` where it did not say."""
        return None
