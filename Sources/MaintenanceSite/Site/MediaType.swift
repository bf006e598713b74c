/// The media types of files, by the name's extension.
package enum MediaType {
    /// The value of Content-Type for a file of that name; text is UTF-8.
    package static func of(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), let type = table[name[name.index(after: dot)...].lowercased()] else {
            return "application/octet-stream"
        }
        return type.hasPrefix("text/") ? type + "; charset=utf-8" : type
    }

    /// Whether contents of that type, the value of a Content-Type, get smaller by a general compression: text, and those
    /// binary formats that have none of their own.
    package static func isCompressible(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }
        return essence.hasPrefix("text/") || essence.hasSuffix("+xml") || essence.hasSuffix("+json")
            || compressible.contains(String(essence))
    }

    private static let compressible: Set = [
        "application/json", "application/wasm", "application/xml", "font/otf", "font/ttf", "image/vnd.microsoft.icon",
    ]

    // IANA's registry, and for .br, which has no entry, the usual name.
    private static let table = [
        "avif": "image/avif",
        "bin": "application/octet-stream",
        "br": "application/x-brotli",
        "css": "text/css",
        "csv": "text/csv",
        "gif": "image/gif",
        "gz": "application/gzip",
        "htm": "text/html",
        "html": "text/html",
        "ico": "image/vnd.microsoft.icon",
        "ics": "text/calendar",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "ogg": "audio/ogg",
        "otf": "font/otf",
        "pdf": "application/pdf",
        "png": "image/png",
        "rss": "application/rss+xml",
        "svg": "image/svg+xml",
        "ttf": "font/ttf",
        "txt": "text/plain",
        "wasm": "application/wasm",
        "webm": "video/webm",
        "webmanifest": "application/manifest+json",
        "webp": "image/webp",
        "woff": "font/woff",
        "woff2": "font/woff2",
        "xml": "application/xml",
        "zip": "application/zip",
        "zst": "application/zstd",
    ]
}
