"""What the command centre follows."""

from hoaban.kernel.outbox import Follower
from hoaban.oversight.command_centre import services

FOLLOWERS = [Follower("command_centre", services.TOPICS, services.follow)]
