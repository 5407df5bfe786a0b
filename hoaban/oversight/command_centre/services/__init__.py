"""The follower's work: facts from changes, figures from facts, and building all of it again."""

from hoaban.oversight.command_centre.services.following import TOPICS, follow
from hoaban.oversight.command_centre.services.rebuilding import Difference, rebuild

__all__ = ["TOPICS", "Difference", "follow", "rebuild"]
