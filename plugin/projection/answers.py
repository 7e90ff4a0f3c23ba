"""What somebody answers to a question of ours."""

from __future__ import annotations

from plugin.events import SurveyAnswered
from plugin.projection.told_message import arrived, message_of
from plugin.projection.work import Work
from plugin.surveys import take_answer


def project_answer(work: Work, event: SurveyAnswered) -> None:
    """Whoever answers has the message. An answer to a message that is not there is nobody's."""
    message = message_of(work, event.message_id)
    if message is None:
        return
    arrived(work, message)
    take_answer(work, event, message)
