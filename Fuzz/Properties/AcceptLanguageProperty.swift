internal import HTTP

/// Only available languages are found. Blanks, the case of letters and unavailable languages make no difference.
func checkAcceptLanguage(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let available = ["en", "de", "de-CH", "zh-Hant", "he", "nb"].compactMap(LanguageTag.init)
    func lookUp(_ value: String) -> LanguageTag? {
        guard let wanted = AcceptLanguage(RequestHead("GET", "/", fields: [("Accept-Language", value)])) else {
            fatalError("the field is there")
        }
        return wanted.lookUp(in: available)
    }
    let found = lookUp(value)
    precondition(found.map(available.contains) ?? true, "another language is found")
    precondition(lookUp(" \t" + value + "\t ") == found, "blanks make a difference")
    precondition(lookUp("," + value + ",,tlh;q=0.3") == found, "other elements make a difference")
    precondition(lookUp(asciiUppercased(value)) == found, "the case makes a difference")
}
