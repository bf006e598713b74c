"""python3 visitors.py PORT: requests the page on new connections until standard input ends, and prints how many got it.

Other answers go to standard error, and the status is 1.
"""

import sys
import threading
import time
from http.client import HTTPConnection


def main() -> None:
    port = int(sys.argv[1])
    closed = threading.Event()
    failures: list[str] = []
    counts = [0] * 4

    def visit(index: int) -> None:
        while not closed.is_set():
            pause = 0.0
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                connection.connect()
                connected = time.monotonic()
                try:
                    connection.request("GET", "/shop/cart")
                finally:
                    pause = time.monotonic() - connected
                response = connection.getresponse()
                body = response.read()
                connection.close()
                if response.status == 503 and b"</html>" in body:
                    counts[index] += 1
                else:
                    failures.append(f"{response.status} with {len(body)} bytes")
            except OSError as error:
                # A stopping server waits a second for a request. On a busy machine a visitor's request may arrive
                # later.
                if pause < 0.5:
                    failures.append(repr(error))

    threads = [threading.Thread(target=visit, args=[index]) for index in range(len(counts))]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    closed.set()
    for thread in threads:
        thread.join()
    print(sum(counts))
    if failures:
        sys.exit(f"{len(failures)} failed: {failures[:5]}")


main()
