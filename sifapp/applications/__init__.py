"""The case file: call, application, status, log, messages, search."""
