"""The way in for people and programs: REST, the WebSocket feed, sessions, public feeds and the console's files.

Translates between HTTP and the domain's own records; decides nothing that the domain decides. It declares what
it needs of a store in ``api.ports`` and never imports one.
"""
