"""The only writers of pieces and of what is asked for."""

from rebond.filing.actions.pieces import file_piece

__all__ = ["file_piece"]
