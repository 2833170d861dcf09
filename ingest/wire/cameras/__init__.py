"""Camera events: what cameras and recorders of several makes send, mapped to the one ``event`` of the contract."""
