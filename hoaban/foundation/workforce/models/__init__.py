"""The staff file: people, their posts, licences, training and hours."""

from hoaban.foundation.workforce.models.drafts import ListDraft
from hoaban.foundation.workforce.models.hours import RegisteredHours, Shift
from hoaban.foundation.workforce.models.members import Member, Training
from hoaban.foundation.workforce.models.posts import Post
from hoaban.foundation.workforce.models.practice import Licence, Suspension

__all__ = ["Licence", "ListDraft", "Member", "Post", "RegisteredHours", "Shift", "Suspension", "Training"]
