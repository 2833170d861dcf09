"""Evidence: pictures of events in a folder, each under the SHA-256 of its bytes, bounded in number of bytes."""
