import Foundation
import TestSupport
import Testing

@testable import MaintenancePage

/// The operator's branding of the built-in page.
@Suite struct BrandingTests {
    @Test(arguments: [
        ("help@example.org", "mailto:help@example.org", "help@example.org"),
        ("mailto:help@example.org", "mailto:help@example.org", "help@example.org"),
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d", "example.org/a?b=c&d"),
        ("http://example.org", "http://example.org", "example.org"),
        ("tel:+41315110400", "tel:+41315110400", "+41315110400"),
        ("+41 (31) 511-04-00", "tel:+41315110400", "+41 (31) 511-04-00"),
        ("117", "tel:117", "117"),
    ])
    func aContactIsALink(text: String, url: String, label: String) throws {
        let contact = try Contact(text)
        #expect(contact.url == url)
        #expect(contact.text == label)
    }

    @Test(arguments: [
        "", "help", "javascript:alert(1)", "data:text/html,x", "JavaScript:x@y", "help@", "@example.org", "a@b@c",
        "tel:",
        "tel:-1-", "7", "https://", "https://a b", "https://a\"b", "https://a\nb", "ftp://example.org",
        "help@example.org?bcc=x@example.org", "help@example.org\u{0}", "+", "12a",
    ])
    func anyOtherTextIsRefusedAsAContact(text: String) {
        #expect(throws: InvalidBranding.self) { try Contact(text) }
    }

    @Test(arguments: ["", "  ", "two\nlines", "tab\tbed", "bell\u{7}", String(repeating: "x", count: 101)])
    func aNameIsOneShortLine(text: String) {
        #expect(throws: InvalidBranding.self) { try SiteName(text) }
    }

    @Test func anyCharactersMayBeInAName() throws {
        #expect(try SiteName("Smith & <\"Sons'> 本屋").text == "Smith & <\"Sons'> 本屋")
        _ = try SiteName(String(repeating: "x", count: 100))
    }

    /// The values were computed with WCAG's formula by another program.
    @Test(arguments: [
        ("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.478), ("#767676", "#ffffff", 4.542),
        ("#a8481a", "#f7f4ed", 5.3005), ("#f0a070", "#151a19", 8.3501), ("#fff", "#ffffff", 1.0),
    ])
    func contrastFollowsWCAG(colour: String, paper: String, contrast: Double) throws {
        let found = try #require(Colour(colour)).contrast(to: #require(Colour(paper)))
        #expect(abs(found - contrast) < 0.001, "\(found)")
    }

    @Test func theDefaultAccentIsReadableOnItsPaper() throws {
        #expect(try Accent.onLightPaper("#1a4fa8") == Colour("#1a4fa8"))
        #expect(try Accent.onDarkPaper("#8AB4FF") == Colour("#8ab4ff"))
        #expect(try "\(Accent.onLightPaper("#14a"))" == "#1144aa")
        let usual = Accent()
        #expect(try Accent.onLightPaper("\(usual.onLightPaper)") == usual.onLightPaper)
        #expect(try Accent.onDarkPaper("\(usual.onDarkPaper)") == usual.onDarkPaper)
    }

    /// A contrast of 4.44 to 1, and texts that are not colours.
    @Test func aPaleAccentIsRefusedWithItsContrast() throws {
        #expect(throws: InvalidBranding.self) { try Accent.onLightPaper("#717171") }
        _ = try Accent.onLightPaper("#6f6f6f")
        do {
            _ = try Accent.onLightPaper("#f0a070")
            Issue.record("it was taken")
        } catch {
            #expect(error.description.contains("#f7f4ed, is 1.9 to 1"), "\(error.description)")
        }
        #expect(throws: InvalidBranding.self) { try Accent.onDarkPaper("#a8481a") }
    }

    @Test(arguments: [
        "", "#", "red", "#12", "#1234", "#12345", "#1234567", "#ggg", "123456", "#٣٣٣", "red; x: y", "#-12",
    ])
    func anyOtherTextIsRefusedAsAColour(text: String) {
        #expect(Colour(text) == nil)
    }

    private static let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\"><title>50% ü #1</title></svg>\n"

    @Test func anSVGBecomesAURLForAnAttribute() throws {
        let logo = try Logo(Array(BrandingTests.svg.utf8))
        #expect(logo.dataURL.allSatisfy { $0.isASCII && !"\"<>&#\n".contains($0) })
        let text = logo.dataURL.dropFirst("data:image/svg+xml,".count).removingPercentEncoding
        #expect(text == BrandingTests.svg)
    }

    @Test(arguments: 0..<4) func aPNGBecomesBase64(extra: Int) throws {
        let file = [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [UInt8](repeating: 0xFB, count: extra)
        let logo = try Logo(file)
        #expect(logo.dataURL == "data:image/png;base64," + Data(file).base64EncodedString())
    }

    @Test func anyOtherFileIsRefusedAsALogo() throws {
        #expect(throws: InvalidBranding.self) { try Logo(Array("GIF89a".utf8)) }
        #expect(throws: InvalidBranding.self) { try Logo([]) }
        #expect(throws: InvalidBranding.self) { try Logo(Array("<svg>".utf8) + [0xFF]) }
    }

    /// The limit is on the growth of the page.
    @Test func aLogoIsSmall() throws {
        var random = SeededRandom(seed: 1)
        let noise = (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let png = [0x89] + Array("PNG\r\n\u{1A}\n".utf8)
        #expect(throws: InvalidBranding.self) { try Logo(png + noise) }
        _ = try Logo(png + noise.prefix(2900))
        let long = "<svg>" + String(repeating: "<path d=\"M0 0\"/>", count: 3000) + "</svg>"
        _ = try Logo(Array(long.utf8))
    }

    @Test func theErrorNamesALogoThatCannotBeRead() throws {
        let directory = try TemporaryDirectory(["logo.svg": BrandingTests.svg])
        _ = try Logo(file: directory.path(of: "logo.svg"))
        try directory.write(Data(count: 70_000), to: "large")
        #expect(mkfifo(directory.path(of: "fifo"), 0o644) == 0)
        for name in ["none", "large", "fifo", "."] {
            #expect(throws: InvalidBranding.self, "\(name)") { try Logo(file: directory.path(of: name)) }
        }
    }
}
