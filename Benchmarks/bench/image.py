"""The size of the container image, without a container engine: its two layers are the server and the default page."""

import gzip
import io
import tarfile


def gzipped_size(binary, page):
    total = 0
    for path, name in ((binary, "maintenance"), (page, "static")):
        layer = io.BytesIO()
        with tarfile.open(fileobj=layer, mode="w") as archive:
            archive.add(path, name)
        total += len(gzip.compress(layer.getvalue(), 6))
    return total
