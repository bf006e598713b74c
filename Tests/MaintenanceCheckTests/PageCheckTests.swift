import Testing

/// Problems of the page's files themselves, independent of their references.
@Suite struct PageCheckTests {
    private func warnings(_ files: [String: String], _ others: [String: [UInt8]] = [:]) throws -> [String] {
        try CheckedSite(files, others).warnings()
    }

    // Encoding

    @Test(arguments: ["index.de.html", "index.txt", "index.json", "index.xml"])
    func aFileThatIsNotUTF8IsReportedWithItsLine(name: String) throws {
        let (start, end) = name.hasSuffix("xml") ? ("<a>\nsch", "n</a>") : ("{\n\"a\": \"sch", "n\"\n}")
        let latin1 = Array(start.utf8) + [0xF6] + Array(end.utf8)
        let expected = ["\(name):2: this is not UTF-8, and the file is sent as UTF-8"]
        #expect(try warnings(["index.html": "page"], [name: latin1]) == expected)
    }

    @Test(arguments: [false, true])
    func aPageInUTF16IsReportedAndItsReferencesAreChecked(isBigEndian: Bool) throws {
        let units = Array("\u{FEFF}<p>é\n<img src=/no.png>".utf16)
        let bytes = units.flatMap {
            isBigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
        }
        let site = try CheckedSite([:], ["index.html": bytes])
        #expect(try site.notes() == ["index.html utf-16"])
        #expect(try site.rules() == ["index.html:2 missing-file"])
    }

    @Test(arguments: [("<p>a\n\0b", 2), ("<\0p\0>\0x\0", 1)])
    func aNULByteIsReported(html: String, line: Int) throws {
        #expect(try CheckedSite(page: html).rules().contains("index.html:\(line) nul-bytes"))
    }

    @Test(arguments: ["a.css", "a.js", "f.html"])
    func aFileOfThePageThatIsNotUTF8IsReported(name: String) throws {
        let page = "<link rel=stylesheet href=/a.css><script src=/a.js></script><iframe src=/f.html></iframe><p>x"
        let latin1 = Array("/* a */\n/* sch".utf8) + [0xF6] + Array("n */".utf8)
        let files = ["index.html": page, "a.css": "", "a.js": "", "f.html": "<p>x"].filter { $0.key != name }
        #expect(try CheckedSite(files, [name: latin1]).rules() == ["\(name):2 not-utf-8"])
    }

    @Test func utf8IsFine() throws {
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("<p>日本語 😀".utf8)
        #expect(try warnings(["index.txt": "Zürich\r\nÅ"], ["index.html": marked]) == [])
    }

    @Test(arguments: [
        "<meta charset=iso-8859-1>", "<META Charset=' ISO-8859-1 '>",
        "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>",
        "<meta content='text/html;charset = \"iso-8859-1\"' http-equiv=content-type>",
    ])
    func anotherCharsetIsReported(meta: String) throws {
        let found = try warnings(["index.html": "<!doctype html>\n\(meta)<meta charset=utf-8><p>x"])
        let expected = "index.html:2: the page declares the charset iso-8859-1, and is sent as utf-8"
        #expect(found.map { $0.lowercased() } == [expected])
    }

    @Test(arguments: [
        "<meta charset=UTF-8>", "<meta charset=utf8>",
        "<meta http-equiv=content-type content='text/html; charset=utf-8'>",
        "<meta name=description content='charset=latin1'>", "<script>'<meta charset=latin1>'</script>",
        "<!-- <meta charset=latin1> -->", "<meta charset>", "<meta http-equiv=content-type content='text/html'>",
        "<meta http-equiv=refresh content='50; url=#?charset=latin1'>",
    ])
    func utf8AsCharsetIsFine(html: String) throws {
        #expect(try warnings(["index.html": html + "<p>x"]) == [])
    }

    // Language

    @Test(arguments: [
        ("index.de.html", "fr"), ("index.old.html", "en"), ("index.bak.html", "en-GB"), ("index.min.html", "en"),
        ("index.zh-Hant.html", "zh-Hans"),
    ])
    func aLanguageThatDiffersFromTheFileNameIsReported(name: String, language: String) throws {
        let html = "<!doctype html>\n<html lang=\"\(language)\">x"
        let wanted = name.split(separator: ".")[1]
        #expect(
            try warnings(["index.html": "page", name: html]) == [
                "\(name):2: the page declares the language \(language), and its name offers it to visitors who prefer \(wanted)"
            ])
    }

    @Test(arguments: [
        ("index.de.html", "de"), ("index.de.html", "de-CH"), ("index.pt-BR.html", "PT-br"), ("index.pt-BR.html", "pt"),
        ("index.nb.html", "no"), ("index.he.html", "iw"), ("index.html", "de"), ("index.de.html", ""),
        ("index.de.html", "d!"),
    ])
    func theSameLanguageIsFine(name: String, language: String) throws {
        let files = ["index.html": "page"].merging([name: "<html lang='\(language)'><p lang=fr>x"]) { $1 }
        #expect(try warnings(files) == [])
    }

    @Test(arguments: [("pl", true), ("de", false), ("de-AT", false), ("en", false), ("", false)])
    func aLanguageWithoutAFileIsReported(language: String, isMissing: Bool) throws {
        let site = try CheckedSite(["index.html": "<html lang=en>x", "index.de.html": "x"])
        let expected = "index.html: every visitor gets this file, because no file of the page is in pl"
        #expect(try site.warnings(language: language) == (isMissing ? [expected] : []))
    }

    // Names

    @Test(arguments: [
        ("index.pt_BR.html", "index.pt-BR.html"), ("index.html.de", "index.de.html"), ("index.htm", "index.html"),
        ("index.de.htm", "index.de.html"), ("Index.html", "index.html"), ("index.de.HTML", "index.de.html"),
        ("INDEX.JSON", "index.json"), ("index.en_US.json", "index.en-US.json"),
        ("index.html.pt_BR", "index.pt-BR.html"),
        ("index.xhtml", "index.html"),
    ])
    func aNameThatResemblesThePagesIsReported(name: String, other: String) throws {
        let expected =
            "\(name): this is an ordinary file with status 200, not a variant of the page, which would be \(other)"
        #expect(try warnings(["index.html": "page", name: "x"]) == [expected])
    }

    @Test(arguments: [
        "index.x-foo.html", "index.html.bak", "index.html.old", "index.d.html", "index.de.ch.html", "index.html.save.1",
    ])
    func aNameThatNoVariantCanHaveIsReported(name: String) throws {
        let expected = "\(name): this is an ordinary file with status 200, not a variant of the page"
        #expect(try warnings(["index.html": "page", name: "x"]) == [expected])
    }

    @Test(arguments: ["index.js", "index.css", "index.min.js", "index.md", "docs/index.htm", "index", "myindex.htm"])
    func anyOtherNameIsFine(name: String) throws {
        #expect(try warnings(["index.html": "page", name: "x"]) == [])
    }

    @Test(arguments: [
        "admin.php", "app.py", "backup.SQL", "prod.env", "tls/server.key", "id_rsa", "index.php~", "a.pem",
        "config.ini", "backup/dump.sql.gz", "server.key.txt", "haproxy.cfg", "access.log", "app.yml",
        "terraform.tfstate",
        "git/config", "htpasswd", "vault.kdbx",
    ])
    func aPrivateFileIsReported(name: String) throws {
        #expect(try CheckedSite(page: "page", [name: "x"]).rules() == ["\(name) public-file"])
    }

    @Test(arguments: [
        "robots.txt", "a.pdf", "keys.json", "php.png", "python.html", "a.txt", "a.zip", "a.tar.gz", "git/logo.png",
    ])
    func aFileForVisitorsIsFine(name: String) throws {
        #expect(try CheckedSite(page: "page", [name: "x"]).rules() == [])
    }
}
