"""What is said between appointments: notes, calls, messages with the person, small tasks, time spent."""
