"""What the assistant knows, as people read and edit it: other money, and the words of each area."""
