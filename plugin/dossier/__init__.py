"""All that is known about the people some messages go to, read in bulk: the flows' profiles and policy's facts."""

from plugin.dossier.build import Dossier, Subject, load, subject_of

__all__ = ["Dossier", "Subject", "load", "subject_of"]
