FROM swift:6.3-bookworm AS build
RUN apt-get update -q \
 && apt-get install -q -y --no-install-recommends libevent-dev pkg-config python3 zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.swift ./
COPY CLibevent CLibevent
COPY CLinux CLinux
COPY CZlib CZlib
COPY Sources Sources
# SwiftPM needs the targets of the tests to resolve the package.
COPY Fuzz Fuzz
COPY Tests Tests
COPY Packaging/foundation Packaging/foundation
COPY Packaging/sbom Packaging/sbom
COPY script script
RUN script/image /image

FROM scratch
COPY --from=build /image /
# A user without a name: the image has no /etc/passwd.
USER 65532:65532
# The empty address stands for every address of the container.
ENV MAINTENANCE_ADDRESS=
# The Swift runtime looks up its path in /proc, and does not start without /proc unless this variable is set.
ENV SWIFT_ROOT=/
EXPOSE 8088
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s CMD ["/maintenance", "healthcheck"]
ENTRYPOINT ["/maintenance"]
