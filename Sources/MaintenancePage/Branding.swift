/// The parts of the built-in page that the operator provides.
package struct Branding: Equatable, Sendable {
    package var siteName: SiteName?
    package var contact: Contact?
    package var accent = Accent()
    package var logo: Logo?

    package init() {}
}

/// The reason why a value is not valid.
package struct InvalidBranding: Error, CustomStringConvertible {
    package let description: String
}

/// The site's name, as visitors know it.
package struct SiteName: Equatable, Sendable {
    static let longest = 100

    package let text: String

    package init(_ text: String) throws(InvalidBranding) {
        guard !text.allSatisfy(\.isWhitespace), text.count <= SiteName.longest,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw InvalidBranding(description: "a name is one line of 1 to \(SiteName.longest) characters")
        }
        self.text = text
    }
}

/// The link by which visitors find help.
package struct Contact: Equatable, Sendable {
    package let url: String
    package let text: String

    /// Reads a mail address, an HTTP URL or a telephone number. No other text becomes a link, least of all
    /// `javascript:`.
    package init(_ text: String) throws(InvalidBranding) {
        if let web = Contact.afterScheme("https://", of: text) ?? Contact.afterScheme("http://", of: text),
            Contact.isPlain(web, without: "<>\"\\")
        {
            self.init(url: text, text: String(web))
        } else if case let number = Contact.afterScheme("tel:", of: text) ?? text[...], Contact.isTelephone(number) {
            self.init(url: "tel:" + number.filter { $0 == "+" || $0.isASCII && $0.isNumber }, text: String(number))
        } else if case let address = Contact.afterScheme("mailto:", of: text) ?? text[...], Contact.isMail(address) {
            self.init(url: "mailto:\(address)", text: String(address))
        } else {
            throw InvalidBranding(
                description: "a contact is a mail address, an http or https URL, or a telephone number")
        }
    }

    private init(url: String, text: String) {
        self.url = url
        self.text = text
    }

    private static func afterScheme(_ scheme: String, of text: String) -> Substring? {
        text.hasPrefix(scheme) ? text.dropFirst(scheme.count) : nil
    }

    /// Whether the text is not empty, and contains neither blanks nor control characters nor any of the excluded
    /// characters.
    private static func isPlain(_ text: Substring, without excluded: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0.properties.generalCategory != .control
                    && !excluded.unicodeScalars.contains($0)
            }
    }

    private static func isMail(_ text: Substring) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let excluded = "<>()[]\",;:\\?&%"
        return parts.count == 2 && isPlain(parts[0], without: excluded) && isPlain(parts[1], without: excluded + "/")
    }

    private static func isTelephone(_ text: Substring) -> Bool {
        let number = text.hasPrefix("+") ? text.dropFirst() : text
        let isDigit = { (character: Character) in character.isASCII && character.isNumber }
        return number.count > 1 && number.first.map(isDigit) == true && number.last.map(isDigit) == true
            && number.allSatisfy { isDigit($0) || " ()./-".contains($0) }
    }
}
