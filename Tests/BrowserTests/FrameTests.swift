import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// The page in frames of a page that stays, with each kind of sandbox.
    @Suite struct FrameTests {
        /// nil for no sandbox.
        private static let sandboxes: [String?] = [
            nil, "allow-scripts allow-same-origin", "allow-scripts", "allow-same-origin", "",
        ]

        private static let host = """
            <!doctype html><title>Host</title>
            """
            + sandboxes.enumerated().map { index, sandbox in
                let attribute = sandbox.map { " sandbox=\"\($0)\"" } ?? ""
                return "<iframe id=\"frame\(index)\"\(attribute) src=\"/shop/\(index)\"></iframe>"
            }.joined()

        /// By the script, or by Refresh if no script runs or the origin is opaque.
        @Test func aFrameReturnsWithAnySandbox() async {
            await inEachEngine { browser in
                let stage = try Stage(files: ["frames.html": FrameTests.host], options: ["--refresh", "4"])
                stage.goDown()
                try browser.open(stage.base + "/frames.html")
                let length = try browser.evaluate("return history.length") as? Int
                for (index, sandbox) in FrameTests.sandboxes.enumerated() {
                    try browser.enterFrame("#frame\(index)")
                    let isReadable = sandbox == nil || sandbox == "allow-scripts allow-same-origin"
                    // No script can look into a frame without scripts.
                    if sandbox?.contains("allow-scripts") != false {
                        #expect(browser.shows(isReadable ? "waiting" : "manual"), "\(sandbox ?? "none")")
                    }
                    try browser.enterFrame(nil)
                }
                try stage.comeUp()
                let isBack = { (index: Int) in stage.applicationRequests.count(of: "GET /shop/\(index) ") > 0 }
                #expect(eventually(within: .seconds(40)) { FrameTests.sandboxes.indices.allSatisfy(isBack) })
                #expect(try browser.evaluate("return history.length") as? Int == length)
            }
        }
    }
}
