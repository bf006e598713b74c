internal import Glibc

/// The colours of links and buttons on light and on dark paper. Their contrast makes text readable (WCAG 2.2, 1.4.3).
package struct Accent: Equatable, Sendable {
    static let lightPaper = Colour(red: 0xF7, green: 0xF4, blue: 0xED)
    static let darkPaper = Colour(red: 0x15, green: 0x1A, blue: 0x19)
    private static let leastContrast = 4.5

    package var onLightPaper = Colour(red: 0xA8, green: 0x48, blue: 0x1A)
    package var onDarkPaper = Colour(red: 0xF0, green: 0xA0, blue: 0x70)

    package init() {}

    /// Reads a colour with enough contrast to light paper.
    package static func onLightPaper(_ text: String) throws(InvalidBranding) -> Colour {
        try readable(text, on: lightPaper)
    }

    /// Reads a colour with enough contrast to dark paper.
    package static func onDarkPaper(_ text: String) throws(InvalidBranding) -> Colour {
        try readable(text, on: darkPaper)
    }

    private static func readable(_ text: String, on paper: Colour) throws(InvalidBranding) -> Colour {
        guard let colour = Colour(text) else {
            throw InvalidBranding(description: "a colour is written as #1a4fa8 or #14a")
        }
        let contrast = colour.contrast(to: paper)
        guard contrast >= leastContrast else {
            // Rounded down, because 4.49 is not enough.
            let tenths = Int(contrast * 10)
            throw InvalidBranding(
                description: """
                    its contrast to the page's paper, \(paper), is \(tenths / 10).\(tenths % 10) to 1, and has to be 4.5 to 1 for \
                    everybody to read it
                    """)
        }
        return colour
    }
}

/// A colour in sRGB.
package struct Colour: Equatable, Sendable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#rrggbb` or `#rgb`.
    init?(_ text: String) {
        let digits = text.dropFirst().compactMap(\.hexDigitValue)
        guard text.utf8.first == UInt8(ascii: "#"), text.utf8.count == digits.count + 1 else { return nil }
        switch digits.count {
        case 3: self.init(components: digits.map { $0 * 17 })
        case 6: self.init(components: [0, 2, 4].map { digits[$0] * 16 + digits[$0 + 1] })
        default: return nil
        }
    }

    private init(components: [Int]) {
        self.init(red: UInt8(components[0]), green: UInt8(components[1]), blue: UInt8(components[2]))
    }

    /// The contrast ratio of WCAG 2.2, from 1 to 21.
    func contrast(to other: Colour) -> Double {
        let (lighter, darker) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)
    }

    /// The relative luminance of WCAG 2.2.
    private var luminance: Double {
        func linear(_ component: UInt8) -> Double {
            let value = Double(component) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
}

extension Colour: CustomStringConvertible {
    package var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
