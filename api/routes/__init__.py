"""One router per noun; each turns a request into a call of the domain and a record into JSON."""
