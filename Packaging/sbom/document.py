"""The bill of materials: SPDX 2.3, by the SPDX project's own library."""

from datetime import datetime
from hashlib import sha256
from importlib.metadata import version as version_of
from pathlib import Path

from license_expression import get_spdx_licensing
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Checksum,
    ChecksumAlgorithm,
    CreationInfo,
    Document,
    ExternalPackageRef,
    ExternalPackageRefCategory,
    Package,
    PackagePurpose,
    Relationship,
    RelationshipType,
    SpdxNoAssertion,
)

from .components import Component


def document(executable: Path, version: str, components: list[Component], time: datetime) -> Document:
    digest = sha256(executable.read_bytes()).hexdigest()
    name = f"maintenance-{version}"
    creation = CreationInfo(
        spdx_version="SPDX-2.3",
        spdx_id="SPDXRef-DOCUMENT",
        name=name,
        # Unique, and the same for the same executable.
        document_namespace=f"https://spdx.org/spdxdocs/{name}-{digest}",
        creators=[
            Actor(ActorType.ORGANIZATION, "The maintenance contributors"),
            Actor(ActorType.TOOL, f"spdx-tools-{version_of('spdx-tools')}"),
        ],
        created=time,
    )
    own = Package(
        spdx_id="SPDXRef-maintenance",
        name="maintenance",
        version=version,
        file_name=executable.name,
        download_location=SpdxNoAssertion(),
        checksums=[Checksum(ChecksumAlgorithm.SHA256, digest)],
        primary_package_purpose=PackagePurpose.APPLICATION,
        **licence("MIT"),
    )
    linked = [package(component) for component in components]
    relationships = [
        Relationship("SPDXRef-DOCUMENT", RelationshipType.DESCRIBES, own.spdx_id),
        *(Relationship(own.spdx_id, RelationshipType.STATIC_LINK, each.spdx_id) for each in linked),
    ]
    return Document(creation, packages=[own, *linked], relationships=relationships)


def package(component: Component) -> Package:
    return Package(
        spdx_id=f"SPDXRef-{component.name}",
        name=component.name,
        version=component.version,
        download_location=component.location if component.location.startswith("git+") else SpdxNoAssertion(),
        homepage=None if component.location.startswith("git+") else component.location,
        primary_package_purpose=PackagePurpose.LIBRARY,
        external_references=[
            ExternalPackageRef(ExternalPackageRefCategory.PACKAGE_MANAGER, "purl", component.purl)
        ],
        **licence(component.licence),
    )


def licence(text: str | None) -> dict:
    value = get_spdx_licensing().parse(text) if text else SpdxNoAssertion()
    return {
        "files_analyzed": False,
        "license_declared": value,
        "license_concluded": value,
        "copyright_text": SpdxNoAssertion(),
    }
