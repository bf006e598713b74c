"""The bill of materials in SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/)."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from .components import Component

NO_ASSERTION = "NOASSERTION"


def document(executable: Path, version: str, components: list[Component], time: datetime) -> dict:
    digest = sha256(executable.read_bytes()).hexdigest()
    name = f"maintenance-{version}"
    own = {
        "SPDXID": "SPDXRef-maintenance",
        "name": "maintenance",
        "versionInfo": version,
        "packageFileName": executable.name,
        "downloadLocation": NO_ASSERTION,
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}],
        "primaryPackagePurpose": "APPLICATION",
        **licence("MIT"),
    }
    linked = [package(component) for component in components]
    return {
        "spdxVersion": "SPDX-2.3",
        "SPDXID": "SPDXRef-DOCUMENT",
        "dataLicense": "CC0-1.0",
        "name": name,
        # Unique, and the same for the same executable.
        "documentNamespace": f"https://spdx.org/spdxdocs/{name}-{digest}",
        "creationInfo": {
            "created": f"{time:%Y-%m-%dT%H:%M:%SZ}",
            "creators": ["Organization: The maintenance contributors", "Tool: script/sbom"],
        },
        "packages": [own, *linked],
        "relationships": [
            relationship("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"]),
            *(relationship(own["SPDXID"], "STATIC_LINK", each["SPDXID"]) for each in linked),
        ],
    }


def package(component: Component) -> dict:
    return {
        "SPDXID": f"SPDXRef-{component.name}",
        "name": component.name,
        "versionInfo": component.version,
        "downloadLocation": component.download or NO_ASSERTION,
        "primaryPackagePurpose": "LIBRARY",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": component.purl}
        ],
        **licence(component.licence),
    }


def licence(text: str | None) -> dict:
    return {
        "filesAnalyzed": False,
        "licenseDeclared": text or NO_ASSERTION,
        "licenseConcluded": text or NO_ASSERTION,
        "copyrightText": NO_ASSERTION,
    }


def relationship(subject: str, kind: str, related: str) -> dict:
    return {"spdxElementId": subject, "relationshipType": kind, "relatedSpdxElement": related}
