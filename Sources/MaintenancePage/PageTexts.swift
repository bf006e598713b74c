/// The texts of the page in one language, from lines of `key: text`, comments and empty lines.
struct PageTexts {
    /// A line without a key or a text, or with a repeated key.
    struct Malformed: Error, Equatable {
        let line: String
    }

    let language: String
    let texts: [String: String]

    init(language: String, _ lines: String) throws(Malformed) {
        self.language = language
        var texts: [String: String] = [:]
        for line in lines.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[1].hasPrefix(" "), parts[1].utf8.count > 1,
                texts.updateValue(String(parts[1].dropFirst()), forKey: String(parts[0])) == nil
            else { throw Malformed(line: String(line)) }
        }
        self.texts = texts
    }
}

extension PageTexts {
    /// The language of `index.html`.
    static let defaultLanguage = "en"

    /// The text files, by language.
    static let files: KeyValuePairs = [
        "ar": PackageResources.ar_txt, "cs": PackageResources.cs_txt, "da": PackageResources.da_txt,
        "de": PackageResources.de_txt, "en": PackageResources.en_txt, "es": PackageResources.es_txt,
        "fa": PackageResources.fa_txt, "fi": PackageResources.fi_txt, "fr": PackageResources.fr_txt,
        "he": PackageResources.he_txt, "it": PackageResources.it_txt, "ja": PackageResources.ja_txt,
        "ko": PackageResources.ko_txt, "nb": PackageResources.nb_txt, "nl": PackageResources.nl_txt,
        "pl": PackageResources.pl_txt, "pt": PackageResources.pt_txt, "pt-BR": PackageResources.pt_BR_txt,
        "ru": PackageResources.ru_txt, "sv": PackageResources.sv_txt, "tr": PackageResources.tr_txt,
        "uk": PackageResources.uk_txt, "zh": PackageResources.zh_txt, "zh-HK": PackageResources.zh_HK_txt,
        "zh-TW": PackageResources.zh_TW_txt,
    ]
}
