import Foundation
import FuzzProperties
import Testing

@Suite struct CorpusTests {
    @Test(arguments: FuzzTarget.allCases)
    func thePropertiesHoldForTheCorpus(target: FuzzTarget) throws {
        let corpus = try target.corpus()
        #expect(!corpus.isEmpty)
        for bytes in corpus { target.check(bytes) }
    }
}

extension FuzzTarget {
    /// The files of the corpus.
    func corpus() throws -> [[UInt8]] {
        let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Fuzz/Corpus/\(rawValue)").standardized
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
        return try files.map { Array(try Data(contentsOf: $0)) }
    }
}
