"""Gives exchanges to httplint. The argument names a file with a JSON array of objects: `request` and `response` are heads
with the bytes that follow, in Base64. A JSON array of the notes on each response is printed, as `LEVEL NAME: summary`."""

import base64
import json
import sys

from httplint import HttpRequestLinter, HttpResponseLinter


def parts(message):
    head, body = base64.b64decode(message).split(b"\r\n\r\n", 1)
    top, *lines = head.split(b"\r\n")
    return top.split(b" ", 2), [tuple(part.strip() for part in line.split(b":", 1)) for line in lines], body


def notes(request, response):
    (method, target, version), fields, body = parts(request)
    asked = HttpRequestLinter()
    asked.process_request_topline(method, target, version.removeprefix(b"HTTP/"))
    asked.process_headers(fields)
    asked.feed_content(body)
    asked.finish_content(True)
    (version, status, phrase), fields, body = parts(response)
    answer = HttpResponseLinter()
    answer.request = asked
    answer.is_head_response = method == b"HEAD"
    answer.process_response_topline(version.removeprefix(b"HTTP/"), status, phrase)
    answer.process_headers(fields)
    answer.feed_content(body)
    answer.finish_content(True)
    found = [note for top in answer.notes for note in (top, *top.subnotes)]
    return [f"{note.level.name} {type(note).__name__}: {note.summary}" for note in found]


with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps([notes(exchange["request"], exchange["response"]) for exchange in json.load(file)]))
