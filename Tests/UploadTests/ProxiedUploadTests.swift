import TestSupport
import Testing

/// Uploads through real proxies while the application is down. Each of them gets the complete page.
@Suite(.timeLimit(.minutes(15))) struct ProxiedUploadTests {
    /// Twenty uploads for each proxy, a hundred in total, in each size with each framing.
    private static let mixedUploads: [Upload] = {
        let sizes = [1, 1, 5, 12, 20, 60].map { $0 * 1_000_000 }
        let mixed = Upload.Framing.allCases.flatMap { framing in sizes.map { Upload(framing: framing, size: $0) } }
        return mixed + [.length, .chunks].map { Upload(framing: $0, size: 300_000_000) }
    }()

    @Test(arguments: UploadProxy.allCases)
    func everyUploadGetsThePage(through proxy: UploadProxy) async throws {
        let site = try UploadSite(behind: proxy)
        let memory = site.maintenance.peakMemory
        let failures = await site.failures(of: ProxiedUploadTests.mixedUploads, concurrently: 4)
        #expect(failures == [], "\(site.log)")
        // Less than half of an upload of 20 MB.
        #expect(memory > 0)
        #expect(Command.isSanitized || site.maintenance.peakMemory - memory < 8 << 20)
    }

    /// The upload takes longer than a minute, the usual timeout of proxies.
    @Test(arguments: UploadProxy.allCases)
    func aSlowUploadGetsThePage(through proxy: UploadProxy) async throws {
        let site = try UploadSite(behind: proxy)
        let uploads = [.length, .chunks].map { Upload(framing: $0, size: 10_000_000, rate: 150_000) }
        let failures = await site.failures(of: uploads, concurrently: uploads.count)
        #expect(failures == [], "\(site.log)")
    }
}
