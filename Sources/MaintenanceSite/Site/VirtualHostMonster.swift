/// The prefix by which a proxy tells Zope's VirtualHostMonster the public URL of a request:
/// `/VirtualHostBase/<scheme>/<host>[:port]/.../VirtualHostRoot`, then any `_vh_*` segments.
enum VirtualHostMonster {
    /// What the prefix begins with, after the path's slash.
    static let start = Array("VirtualHostBase/".utf8)

    /// The path after the prefix; the whole path where it has none.
    static func strip(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard path.drop(while: { $0 == UInt8(ascii: "/") }).starts(with: start) else { return path }
        let segments = path.split(separator: UInt8(ascii: "/"))
        guard let root = segments.lastIndex(where: { $0.elementsEqual("VirtualHostRoot".utf8) }),
            root > 2  // after the scheme and the host
        else { return path }
        let rest = segments[(root + 1)...].drop { $0.starts(with: "_vh_".utf8) }
        return path[segments[rest.startIndex - 1].endIndex...]
    }
}
