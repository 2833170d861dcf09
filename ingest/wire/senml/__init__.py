"""SenML (RFC 8428) as JSON and as CBOR: one resolver under two ways of writing it down."""
