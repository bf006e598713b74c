/// The media types of files, by the name's extension.
package enum MediaType {
    /// The value of Content-Type for a file with that name. Text is UTF-8.
    package static func of(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), let type = table[name[name.index(after: dot)...].lowercased()] else {
            return "application/octet-stream"
        }
        return type.hasPrefix("text/") ? type + "; charset=utf-8" : type
    }

    /// Whether general compression makes contents of that Content-Type smaller: text, and binary formats without
    /// compression.
    package static func isCompressible(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }
        return essence.hasPrefix("text/") || essence.hasSuffix("+xml") || essence.hasSuffix("+json")
            || compressible.contains(String(essence))
    }

    private static let compressible: Set = [
        "application/json", "application/javascript", "application/wasm", "application/xml", "application/rtf",
        "application/vnd.apple.mpegurl", "application/vnd.ms-fontobject", "audio/wav", "font/collection", "font/otf",
        "font/ttf", "image/bmp", "image/vnd.microsoft.icon", "model/gltf-binary", "model/obj", "model/stl",
    ]

    // The types that browsers load or show, from mime-db, or from IANA's registry where they differ. .br is in neither
    // and has its usual type.
    private static let table = [
        // Text
        "cjs": "text/javascript",
        "conf": "text/plain",
        "css": "text/css",
        "csv": "text/csv",
        "htm": "text/html",
        "html": "text/html",
        "ics": "text/calendar",
        "js": "text/javascript",
        "log": "text/plain",
        "markdown": "text/markdown",
        "md": "text/markdown",
        "mjs": "text/javascript",
        "shtml": "text/html",
        "text": "text/plain",
        "tsv": "text/tab-separated-values",
        "txt": "text/plain",
        "vcard": "text/vcard",
        "vcf": "text/vcard",
        "vtt": "text/vtt",
        "yaml": "application/yaml",
        "yml": "application/yaml",
        // XML and JSON
        "atom": "application/atom+xml",
        "geojson": "application/geo+json",
        "gpx": "application/gpx+xml",
        "json": "application/json",
        "jsonld": "application/ld+json",
        "kml": "application/vnd.google-earth.kml+xml",
        "map": "application/json",
        "mathml": "application/mathml+xml",
        "mpd": "application/dash+xml",
        "rdf": "application/rdf+xml",
        "rss": "application/rss+xml",
        "topojson": "application/json",
        "ttml": "application/ttml+xml",
        "webmanifest": "application/manifest+json",
        "xht": "application/xhtml+xml",
        "xhtml": "application/xhtml+xml",
        "xml": "application/xml",
        "xsd": "application/xml",
        "xsl": "application/xml",
        "xslt": "application/xslt+xml",
        // Pictures
        "apng": "image/apng",
        "avif": "image/avif",
        "avifs": "image/avif",
        "bmp": "image/bmp",
        "cur": "image/vnd.microsoft.icon",
        "gif": "image/gif",
        "heic": "image/heic",
        "heif": "image/heif",
        "ico": "image/vnd.microsoft.icon",
        "jfif": "image/jpeg",
        "jpe": "image/jpeg",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "jxl": "image/jxl",
        "pjpeg": "image/jpeg",
        "png": "image/png",
        "svg": "image/svg+xml",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "webp": "image/webp",
        // Sound
        "aac": "audio/aac",
        "flac": "audio/flac",
        "m4a": "audio/mp4",
        "mid": "audio/midi",
        "midi": "audio/midi",
        "mp3": "audio/mpeg",
        "mpga": "audio/mpeg",
        "oga": "audio/ogg",
        "ogg": "audio/ogg",
        "opus": "audio/ogg",
        "spx": "audio/ogg",
        "wav": "audio/wav",
        "weba": "audio/webm",
        // Film
        "3g2": "video/3gpp2",
        "3gp": "video/3gpp",
        "m2ts": "video/mp2t",
        "m4s": "video/iso.segment",
        "m4v": "video/mp4",
        "m3u8": "application/vnd.apple.mpegurl",
        "mkv": "video/matroska",
        "mov": "video/quicktime",
        "mp4": "video/mp4",
        "mpeg": "video/mpeg",
        "mpg": "video/mpeg",
        "ogv": "video/ogg",
        "ogx": "application/ogg",
        "qt": "video/quicktime",
        "ts": "video/mp2t",
        "webm": "video/webm",
        // Fonts
        "eot": "application/vnd.ms-fontobject",
        "otf": "font/otf",
        "ttc": "font/collection",
        "ttf": "font/ttf",
        "woff": "font/woff",
        "woff2": "font/woff2",
        // Programs and models
        "glb": "model/gltf-binary",
        "gltf": "model/gltf+json",
        "obj": "model/obj",
        "stl": "model/stl",
        "usdz": "model/vnd.usdz+zip",
        "wasm": "application/wasm",
        // Documents and archives
        "7z": "application/x-7z-compressed",
        "bin": "application/octet-stream",
        "br": "application/x-brotli",
        "bz2": "application/x-bzip2",
        "crx": "application/x-chrome-extension",
        "epub": "application/epub+zip",
        "gz": "application/gzip",
        "apk": "application/vnd.android.package-archive",
        "pdf": "application/pdf",
        "pkpass": "application/vnd.apple.pkpass",
        "rar": "application/vnd.rar",
        "rtf": "application/rtf",
        "tar": "application/x-tar",
        "tgz": "application/gzip",
        "xpi": "application/x-xpinstall",
        "xz": "application/x-xz",
        "zip": "application/zip",
        "zst": "application/zstd",
    ]
}
