"""Anonymous memory: at idle, for each connection that stays open after its answer, and under load."""

import socket
import threading
import time

from bench import load
from bench.answer import received
from bench.machine import allow_descriptors
from bench.processes import anonymous_memory
from bench.servers import Running
from bench.works import PAGE, WORKS

CONNECTIONS = (1_000, 10_000)
# lighttpd needs two descriptors for each connection.
DESCRIPTORS = 20_000
# By then a server has finished its work after a start or an answer.
SETTLING = 1

_REQUEST = f"GET {PAGE.path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n".encode()


def measured(server, context):
    counts = CONNECTIONS if allow_descriptors(DESCRIPTORS) else CONNECTIONS[:1]
    with _ready(server, context) as running:
        idle = anonymous_memory(running.id)
        figures = {"idle": idle}
        clients = []
        try:
            for count in counts:
                clients += [_served(running.port) for _ in range(count - len(clients))]
                time.sleep(SETTLING)
                figures[f"connection_{count}"] = (anonymous_memory(running.id) - idle) / count
        finally:
            for client in clients:
                client.close()
    with _ready(server, context) as running:
        figures["load"] = _under_load(running, context)
    return figures


def _ready(server, context):
    running = Running(server, context.places, context.default_site, context.cores.server)
    running.connected().close()
    time.sleep(SETTLING)
    return running


def _served(port):
    """A connection after one answer."""
    client = socket.create_connection(("127.0.0.1", port))
    client.settimeout(10)
    client.sendall(_REQUEST)
    received(client)
    return client


def _under_load(running, context):
    """The peak."""
    work = next(work for work in WORKS if work.name == "page")
    over = threading.Event()
    most = [0]

    def watch():
        while not over.wait(0.05):
            most[0] = max(most[0], anonymous_memory(running.id))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        load.run(context.places, work, running.port, {}, context.seconds, context.cores.load)
    finally:
        over.set()
        watcher.join()
    return most[0]
