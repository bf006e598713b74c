import Testing

@testable import MaintenanceSite

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("index.html", "text/html; charset=utf-8"),
        ("css/site.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("logo.PNG", "image/png"),
        ("logo.svg", "image/svg+xml"),
        ("favicon.ico", "image/vnd.microsoft.icon"),
        ("font.woff2", "font/woff2"),
        ("data.json", "application/json"),
        ("site.tar.gz", "application/gzip"),
        ("README", "application/octet-stream"),
        ("name.", "application/octet-stream"),
        ("x.unknown", "application/octet-stream"),
        ("v1.2/LICENSE", "application/octet-stream"),
    ])
    func theExtensionDecidesTheMediaType(name: String, type: String) {
        #expect(MediaType.of(name) == type)
    }

    @Test(arguments: [
        ("text/html; charset=utf-8", true), ("text/css", true), ("text/javascript; charset=utf-8", true),
        ("application/json", true), ("application/manifest+json", true), ("application/rss+xml", true),
        ("application/xml", true), ("image/svg+xml", true), ("application/wasm", true), ("font/ttf", true),
        ("font/otf", true), ("image/vnd.microsoft.icon", true),
        ("image/png", false), ("font/woff2", false), ("font/woff", false), ("application/gzip", false),
        ("application/octet-stream", false), ("application/pdf", false), ("video/mp4", false),
    ])
    func theTypeDecidesCompressibility(type: String, isCompressible: Bool) {
        #expect(MediaType.isCompressible(type) == isCompressible)
    }
}
