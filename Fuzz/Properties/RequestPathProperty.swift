internal import HTTP
internal import MaintenanceSite

/// A path that names a file stays in the site. The name of that file, percent-encoded, names the same file.
func checkRequestPath(_ bytes: [UInt8]) {
    guard let path = ResourcePath(requestTarget: bytes.span) else { return }
    let name = path.description
    for segment in name.split(separator: "/", omittingEmptySubsequences: false) {
        precondition(!["", ".", ".."].contains(segment), "a segment that goes elsewhere")
    }
    precondition(!name.utf8.contains(0), "a NUL")
    let encoded = "/" + name.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let isPrefixed = name.hasPrefix("VirtualHostBase/")
    precondition(isPrefixed || ResourcePath(requestTarget: Array(encoded.utf8).span) == path, "not the same file")
}
