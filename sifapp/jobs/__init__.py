"""Work that takes too long for a request, such as writing a document: asked for, done by a worker, fetched."""
