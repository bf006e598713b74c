import Foundation
import FuzzProperties
import Testing

@Suite struct CorpusTests {
    private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fuzz/Corpus").standardized

    @Test(arguments: FuzzTarget.allCases)
    func theCorpusHolds(target: FuzzTarget) throws {
        let directory = CorpusTests.corpus.appendingPathComponent(target.rawValue)
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files { target.check(Array(try Data(contentsOf: file))) }
    }
}
