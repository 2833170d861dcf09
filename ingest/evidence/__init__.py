"""Evidence: fetching the picture that an event refers to, from hosts that are listed and from no others."""
