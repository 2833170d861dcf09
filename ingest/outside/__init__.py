"""Outside: asking other hosts over HTTP, those that are listed and no others, for pictures and for webhooks."""
