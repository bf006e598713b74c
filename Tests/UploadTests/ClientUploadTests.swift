import Foundation
import TestSupport
import Testing

/// Uploads without a proxy, by clients that send the whole body before they read the reply, and by curl.
@Suite(.timeLimit(.minutes(15))) struct ClientUploadTests {
    /// A client that sends the file, and writes the status and the body of the reply.
    enum Client: String, CaseIterable {
        case curl
        case curlForm = "curl, a form"
        case curlChunks = "curl, chunked"
        case httpClient = "http.client"
        case httpClientChunks = "http.client, chunked"

        func line(port: UInt16) -> [String] {
            let url = "http://127.0.0.1:\(port)/shop/photos"
            let curl = ["/usr/bin/curl", "--silent", "--show-error", "--write-out", "\n%{http_code}"]
            let python = ["/usr/bin/python3", "upload.py", "\(port)"]
            return switch self {
            case .curl: curl + ["--data-binary", "@photo", url]
            case .curlForm: curl + ["--form", "photo=@photo", url]
            case .curlChunks:
                curl + ["--header", "Transfer-Encoding: chunked", "--header", "Expect:", "-T", "photo", url]
            case .httpClient: python
            case .httpClientChunks: python + ["chunked"]
            }
        }
    }

    private static let script = """
        import http.client, os, sys
        client = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
        length = {} if "chunked" in sys.argv else {"Content-Length": str(os.path.getsize("photo"))}
        with open("photo", "rb") as photo:
            client.request("POST", "/shop/photos", body=photo, headers=length, encode_chunked=not length)
        reply = client.getresponse()
        print(reply.read().decode(), reply.status, sep="\\n", end="")
        """

    @Test(arguments: Client.allCases, [1, 12, 20, 300])
    func everyUploadGetsThePage(by client: Client, megabytes: Int) async throws {
        let site = try UploadSite(behind: nil)
        let result = try await runOnThread { [port = site.port] in
            let files = ["upload.py": ClientUploadTests.script, "photo": ""]
            return try Program(client.line(port: port), files: files) {
                truncate($0.path(of: "photo"), megabytes * 1_000_000)
            }.waitForEnd()
        }
        #expect(result.status == 0, "\(client.rawValue), \(megabytes) MB: \(result.output)")
        #expect(result.output == "\(Outcome.pageText)\n503", "\(client.rawValue), \(megabytes) MB")
    }

    @Test(arguments: Upload.Framing.allCases)
    func aSlowUploadGetsThePage(framing: Upload.Framing) async throws {
        let site = try UploadSite(behind: nil)
        let failures = await site.failures(
            of: [Upload(framing: framing, size: 10_000_000, rate: 150_000)], concurrently: 1)
        #expect(failures == [])
    }
}
