"""The pieces of a file: what people send, keep and ask for, who reads it, and how long it stays."""
