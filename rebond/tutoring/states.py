"""The life of a small task."""

from django.db import models

from rebond.core.lifecycle import Lifecycle, move


class TaskState(models.TextChoices):
    TO_DO = "to_do", "À faire"
    DONE = "done", "Faite"
    DROPPED = "dropped", "Abandonnée"


_T = TaskState
TASK = Lifecycle(
    noun="cette tâche",
    state_labels=dict(_T.choices),
    moves={
        "finish_task": move({_T.TO_DO}, _T.DONE, "noter cette tâche comme faite"),
        "drop_task": move({_T.TO_DO}, _T.DROPPED, "abandonner cette tâche"),
        "reopen_task": move({_T.DONE, _T.DROPPED}, _T.TO_DO, "rouvrir cette tâche"),
    },
)
