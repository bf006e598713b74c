"""One exchange before the measurement: the server's answer has to be that of the test."""

import http.client

# The same header as in load/connections.c.
PROXY_HEADER = bytes.fromhex("0d0a0d0a000d0a515549540a 2111000c c000023c c6336450 d431 01bb")
VALIDATOR = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


def verified_fields(running, port, request, site, proxy_protocol=False):
    """The request's fields, after the server has answered it twice correctly."""
    fields = dict(request.fields)
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client._http_vsn_str = request.version
    client.connect()
    if proxy_protocol:
        client.sock.sendall(PROXY_HEADER)
    # A closed connection stays closed, and is detected.
    client.auto_open = 0
    if request.conditional:
        answer, _ = _ask(client, request, {})
        fields |= _condition(answer)
    connection = fields.get("Connection")
    closes = connection == "close" or (request.version == "HTTP/1.0" and connection != "keep-alive")
    has_content = request.file and request.status != 304
    content = (site / request.file).read_bytes() if has_content else b""
    for _ in range(1 if closes else 2):
        answer, body = _ask(client, request, fields)
        if answer.status != request.status:
            _refuse(running, request, f"status {answer.status}, not {request.status}")
        if body != content:
            _refuse(running, request, f"{len(body)} bytes of body, not the {len(content)} of {request.file}")
        coded = answer.getheader("Content-Encoding")
        if coded != ("gzip" if request.file and request.file.endswith(".gz") else None):
            _refuse(running, request, f"Content-Encoding {coded}")
    if closes != (client.sock is None):
        _refuse(running, request, "the connection closed" if client.sock is None else "the connection stayed open")
    client.close()
    return fields


def _ask(client, request, fields):
    # By default http.client sends `identity`, unlike any browser.
    client.putrequest(request.method, request.path, skip_accept_encoding=True)
    if request.body:
        fields = fields | {"Content-Length": str(len(request.body))}
    for name, value in fields.items():
        client.putheader(name, value)
    client.endheaders(request.body.encode() or None)
    answer = client.getresponse()
    return answer, answer.read()


def _condition(answer):
    for validator, condition in VALIDATOR.items():
        if answer.getheader(validator):
            return {condition: answer.getheader(validator)}
    return {}


def _refuse(running, request, why):
    raise SystemExit(f"script/bench: {running.server.title} answers {request.path} wrongly: {why}\n{running.log()}")
