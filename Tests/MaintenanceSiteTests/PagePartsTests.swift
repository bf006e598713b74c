import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

/// The optional parts of the page, which are comments in its file and which some answers show.
@Suite struct PagePartsTests {
    private static let page = """
        <h1>Away</h1><!--maintenance:unsaved <p>Not saved.</p> --><!-- A comment. -->
        <!--maintenance:until <p>Back at {time}, {time}.</p> --><!--maintenance:other <p>Other.</p> -->
        """
    private static let date = HTTPDate(secondsSinceEpoch: 784_111_777)
    private static let end = SitesNews(defaultEnd: date, at: date)

    private func load(_ page: String = page, files: [String: String] = [:]) throws -> Sites {
        let directory = try TemporaryDirectory(files)
        try directory.write(page, to: "index.html")
        return try SiteSource(directory: directory.path).load().sites
    }

    private func document(_ sites: Sites, _ method: String) throws -> Document {
        try document(sites.defaultSite, method)
    }

    private func document(_ site: Site, _ method: String) throws -> Document {
        let answer = site.answer(to: RequestHead(method, "/"))
        var document: Document?
        if case .page(let selected) = answer { document = selected.document }
        return try #require(document)
    }

    private func text(_ document: Document) throws -> String {
        String(decoding: try document.identity.contents.bytes(), as: UTF8.self)
    }

    @Test(arguments: [
        ("GET", false), ("HEAD", false), ("POST", true), ("PUT", true), ("DELETE", true),
        ("PURGE", true),
    ])
    func theAnswerToUnsafeMethodsSaysThatNothingWasSaved(method: String, isUnsaved: Bool) throws {
        let text = try text(document(load(), method))
        let unsaved = PagePartsTests.page.replacing(
            "<!--maintenance:unsaved <p>Not saved.</p> -->", with: " <p>Not saved.</p> ")
        #expect(text == (isUnsaved ? unsaved : PagePartsTests.page))
    }

    @Test(arguments: ["GET", "POST"]) func thePageShowsTheEndWhileItIsKnown(method: String) throws {
        let sites = try load()
        let known = try text(document(sites.announcing(PagePartsTests.end), method))
        #expect(known.contains(" <p>Back at 1994-11-06 08:49 UTC, 1994-11-06 08:49 UTC.</p> "))
        #expect(known.contains("<!-- A comment. -->"))
        #expect(known.contains("<!--maintenance:other <p>Other.</p> -->"))
        #expect(known.contains("<!--maintenance:unsaved") == (method == "GET"))
        let unknown = try text(document(sites.announcing(PagePartsTests.end).announcing(SitesNews()), method))
        #expect(try unknown == text(document(sites, method)))
    }

    /// Half an hour after the end the page neither repeats the time nor says that the site will be back soon.
    @Test(arguments: ["GET", "POST"]) func anOverduePageMakesNoFalsePromise(method: String) throws {
        let sites = try load(
            "<!--maintenance:overdue Not yet.<script type=text/html>-->Soon.<!--maintenance:overdue </script>-->"
                + "<!--maintenance:until Back at {time}. -->")
        let text = { (seconds: Int) in
            let time = HTTPDate(secondsSinceEpoch: PagePartsTests.date.secondsSinceEpoch + seconds)
            let news = SitesNews(defaultEnd: PagePartsTests.date, at: time)
            return try self.text(self.document(sites.announcing(news), method))
        }
        #expect(try text(1799).contains("Soon.") && text(1799).contains(" Back at 1994-11-06 08:49 UTC. "))
        #expect(
            try text(1800) == " Not yet.<script type=text/html>Soon. </script><!--maintenance:until Back at {time}. -->"
        )
    }

    /// The gzip copy of an answer is that of the same answer, with one site for all hosts and with one for each host.
    @Test(arguments: [false, true]) func eachAnswerHasAGzipCopy(isByHost: Bool) throws {
        let page = PagePartsTests.page + String(repeating: "Back soon. ", count: 100)
        let folders = isByHost ? ["default/", "example.org/"] : [""]
        let directory = try TemporaryDirectory(
            Dictionary(uniqueKeysWithValues: folders.map { ("\($0)index.html", page + $0) }))
        let source = SiteSource(directory: directory.path, isByHost: isByHost)
        let sites = try source.load().sites.announcing(PagePartsTests.end)
        let finisher = DocumentFinisher(source)
        for document in sites.unfinishedDocuments { finisher.finish(document) }
        for host in ["example.org", "example.net"] {
            let site = sites.site(for: RequestHead("GET", "/", fields: [("Host", host)]))
            for method in ["GET", "POST"] {
                let document = try document(site, method)
                let copy = try #require(document.encoded.first, "\(host), \(method)")
                #expect(document.encoded.map(\.coding) == [.gzip])
                let decoded = gunzip(try copy.contents.bytes(), expecting: document.identity.contents.count)
                #expect(try decoded == document.identity.contents.bytes())
            }
        }
    }

    /// Few outages need them in every language.
    @Test func anUnsavedPageIsMadeForTheFirstRequestThatNeedsIt() throws {
        let directory = try TemporaryDirectory([
            "index.html": PagePartsTests.page, "index.de.html": PagePartsTests.page,
        ])
        let page = try Site.load(directory: directory.path).page
        #expect(page.variants.map { $0.unsaved?.made == nil } == [true, true])
        _ = page.variants[0].document(for: .post)
        #expect(page.variants.map { $0.unsaved?.made == nil } == [false, true])
    }

    /// A sibling has the file's bytes, with the comments.
    @Test func aSiblingIsSentOnlyIfTheAnswerIsTheFile() throws {
        let sites = try load(files: ["index.html.br": "short"])
        #expect(try document(sites, "GET").encoded.first?.coding == .brotli)
        #expect(try document(sites, "POST").encoded.allSatisfy { $0.coding == .gzip })
        #expect(try document(sites.announcing(PagePartsTests.end), "GET").encoded.allSatisfy { $0.coding == .gzip })
    }

    @Test(arguments: [
        "page", "<!--maintenance:unsaved never ends", "<!--maintenance: -->", "<!-- maintenance:unsaved -->",
        "<!--maintenance:unsavedly -->", "<!--maintenance:until",
    ])
    func aPageWithoutPartsIsTheSameInEachAnswer(page: String) throws {
        let sites = try load(page).announcing(PagePartsTests.end)
        for method in ["GET", "POST"] { #expect(try text(document(sites, method)) == page) }
    }

    @Test func theEndDoesNotChangeTheIdentityOfTheSite() throws {
        let directory = try TemporaryDirectory(["index.html": PagePartsTests.page])
        let source = SiteSource(directory: directory.path)
        let first = try source.load().sites.announcing(PagePartsTests.end)
        #expect(try source.load().sites.isSame(as: first))
        try directory.write(PagePartsTests.page + "!", to: "index.html")
        #expect(try !source.load().sites.isSame(as: first))
    }
}
