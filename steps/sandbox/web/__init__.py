"""What the practice cloud's own HTTP servers share, written once.

    server      a port on loopback: a thread a connection, bounded, and nobody shut out by those who dawdle
    room        who has a place when all are taken: not the one that has kept us waiting longest
    wire        a connection's bytes, each wait with a deadline
    head        a request's first line and headers: read within limits, refused when they are malformed
    body        how a body is delimited, refused when that can be read in two ways; its pieces
    connection  one client's connection, made of these
    wsgi        a connection that hands its requests to a WSGI application

RFC 9110 and 9112 say what is well-formed, https://www.rfc-editor.org/rfc/rfc9112; where they leave a choice, the
strict one is taken.
"""
