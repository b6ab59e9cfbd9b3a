"""Talking an idea through with the assistant, handing the conversation over, starting a sketch from it."""
