import TestSupport
import Testing

/// Uploads through real proxies while the application is down. Each of them gets the complete page.
@Suite(.timeLimit(.minutes(15))) struct ProxiedUploadTests {
    /// A hundred uploads for each proxy, most of them small, because a fault that is rare may depend on the moment and not on the size.
    private static let mixedUploads: [Upload] = {
        let counts = [1: 26, 5: 3, 12: 2, 20: 1, 300: 1]
        let mixed = counts.sorted { $0.key < $1.key }.flatMap { megabytes, count in
            Array(repeating: Upload.Framing.allCases, count: count).joined().map {
                Upload(framing: $0, size: megabytes * 1_000_000)
            }
        }
        return mixed + [Upload(framing: .length, size: 1_000_000)]
    }()

    @Test(arguments: UploadProxy.allCases)
    func everyUploadGetsThePage(through proxy: UploadProxy) async throws {
        let site = try UploadSite(behind: proxy)
        let memory = site.maintenance.peakMemory
        #expect(ProxiedUploadTests.mixedUploads.count == 100)
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
        let uploads = Upload.Framing.allCases.map { Upload(framing: $0, size: 10_000_000, rate: 150_000) }
        let failures = await site.failures(of: uploads, concurrently: uploads.count)
        #expect(failures == [], "\(site.log)")
    }
}
