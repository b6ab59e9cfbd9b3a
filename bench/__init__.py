"""How fast is the application, beside a bare Flask application of the same libraries? Run by `make bench`."""
