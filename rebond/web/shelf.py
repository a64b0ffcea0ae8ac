"""Where the documents of a file come from: the pieces and papers of every path, and what the rooms above keep."""

from rebond.assessments.shelf import SOURCE as DIAGNOSTICS
from rebond.filing import shelf
from rebond.trainings.shelf import SOURCE as CERTIFICATES

SOURCES = (*shelf.SOURCES, DIAGNOSTICS, CERTIFICATES)
