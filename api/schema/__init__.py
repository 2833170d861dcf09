"""What requests and answers look like: pydantic models for the edge, and the conversion from and to records."""
