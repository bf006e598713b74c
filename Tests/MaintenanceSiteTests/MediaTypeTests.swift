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
    func knowsMediaTypes(name: String, type: String) {
        #expect(MediaType.of(name) == type)
    }
}
