"""The only writers of pieces and of what is asked for."""

from rebond.filing.actions.pieces import file_piece, read_piece, share_piece, withdraw_piece
from rebond.filing.actions.requests import (
    answer_piece_request,
    ask_piece,
    remind_piece_request,
    withdraw_piece_request,
)

__all__ = [
    "answer_piece_request",
    "ask_piece",
    "file_piece",
    "read_piece",
    "remind_piece_request",
    "share_piece",
    "withdraw_piece",
    "withdraw_piece_request",
]
