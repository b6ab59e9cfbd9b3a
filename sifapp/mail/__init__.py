"""Mail: written with the event, sent by a worker."""
