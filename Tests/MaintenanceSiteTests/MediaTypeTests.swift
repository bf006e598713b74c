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

    /// Browsers do not use a file with the type of any bytes, because every answer carries nosniff.
    @Test(arguments: [
        ("text/", "cjs css csv es htm html ics js md mjs srt txt vcf vtt"),
        (
            "application/",
            "geojson jsonld json map m3u8 mml mpd pdf rss wasm webmanifest xhtm xhtml xml xsl docx odt xlsx"
        ),
        ("image/", "apng avif bmp cur dib gif heic heics heif ico jp2 jpeg jpg jxl png svg tiff webp"),
        ("audio/", "aac aif aiff au caf flac m4a m4b mka mp2 mp3 oga ogg opus wav weba"),
        ("video/", "3gp 3gpp m1v m2v m4s m4v mkv mov mp4 mp4v mpe mpeg mpg4 mts ogv ts webm"),
        ("font/", "otf ttc ttf woff woff2"),
        ("model/", "glb gltf mtl obj stl usda usdz"),
    ])
    func typesThatBrowsersUseAreKnown(kind: String, extensions: String) {
        for name in extensions.split(separator: " ") {
            let type = MediaType.of("file.\(name)")
            #expect(type.hasPrefix(kind) && type != "application/octet-stream", "\(name): \(type)")
        }
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
