package import MaintenanceSite
internal import System

/// The built-in site: a page in each language, and its variants for programs in JSON, text and XML.
package enum BuiltInPage {
    /// The hash of the script of the page in its Content-Security-Policy, which allows no other script.
    static let scriptHash = "sha256-E74mvrHRbSpSKkZwdVOMv3lnlHo+0Rb9uGS9S0SDMgA="

    /// The files of the site, with the operator's branding.
    package static func files(for branding: Branding) throws -> [SiteFile] {
        let template = Template(text(PackageResources.template_html))
        let common = commonValues(for: branding)
        var files: [SiteFile] = []
        for (language, lines) in PageTexts.files {
            let texts = try PageTexts(language: language, text(lines))
            files.append(try page(in: texts, template, common))
        }
        for (name, template) in [
            ("index.json", PackageResources.index_json), ("index.txt", PackageResources.index_txt),
            ("index.xml", PackageResources.index_xml),
        ] {
            files.append(SiteFile(name: name, text: try answer(named: name, text(template), branding)))
        }
        return files
    }

    /// The script as pages contain it, between the tags.
    static let script = "\n" + squeezed(text(ReturnScript.bytes)).joined(separator: "\n") + "\n"

    private static func page(
        in texts: PageTexts, _ template: Template, _ common: [String: String]
    ) throws -> SiteFile {
        var values = common.merging(texts.texts) { $1 }
        values["language"] = texts.language
        let seconds = ["seconds": "<span data-maintenance=\"seconds\" aria-live=\"off\"></span>"]
        if let back = values["back"] { values["back"] = try Template(back).filled(with: seconds) }
        // A title has no markup.
        values["title-overdue"] = texts.texts["overdue"]?.replacing("<wbr>", with: "")
        let suffix = texts.language == PageTexts.defaultLanguage ? "" : ".\(texts.language)"
        return SiteFile(name: "index\(suffix).html", text: try template.filled(with: values))
    }

    private static func commonValues(for branding: Branding) -> [String: String] {
        let name = branding.siteName?.text.escapedForMarkup ?? ""
        let contact = branding.contact.map {
            "<p><a href=\"\($0.url.escapedForMarkup)\">\($0.text.escapedForMarkup)</a></p>"
        }
        return [
            "style": squeezed(text(PackageResources.style_css)).joined(separator: " "),
            "script": script,
            "hash": scriptHash,
            "paper": "\(Accent.lightPaper)",
            "paper-dark": "\(Accent.darkPaper)",
            "accent": "\(branding.accent.onLightPaper)",
            "accent-dark": "\(branding.accent.onDarkPaper)",
            "logo": branding.logo.map { "<img src=\"\($0.dataURL)\" alt=\"\">" }
                ?? "<!-- <img src=\"/logo.svg\" alt=\"\"> -->",
            "name": name,
            "title-name": name.isEmpty ? "" : " – \(name)",
            "contact": contact ?? "<!-- <p><a href=\"mailto:help@example.org\">help@example.org</a></p> -->",
        ]
    }

    /// The page for programs. Without a contact the line for it is left out.
    private static func answer(named name: String, _ template: String, _ branding: Branding) throws -> String {
        let escape: (String) -> String =
            switch name {
            case "index.json": JSONString.escaped
            case "index.xml": \.escapedForMarkup
            default: \.self
            }
        var values = ["name": escape(branding.siteName?.text ?? "The site")]
        var lines = template.split(separator: "\n", omittingEmptySubsequences: false)
        if let contact = branding.contact {
            values["contact"] = escape(contact.url)
        } else {
            lines.removeAll { $0.contains("{{contact}}") }
        }
        return try Template(lines.joined(separator: "\n")).filled(with: values)
    }

    /// The lines without indentation and comments.
    private static func squeezed(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty && !$0.hasPrefix("//") }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
