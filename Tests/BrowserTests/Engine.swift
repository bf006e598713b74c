import Foundation
import TestSupport
import Testing

/// The browser engines of the tests.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case chromium
    case firefox
    case webkit

    var testDescription: String { rawValue }

    /// Whether the engine repeats a POST when a script reloads the answer to it (whatwg/html#6600).
    var resendsForms: Bool { self != .webkit }
}

/// Tests with a browser of each engine. They mostly wait, so two run at a time.
@Suite(ConcurrencyLimit(2), .timeLimit(.minutes(20))) enum EngineTests {}

/// Limits how many tests of a suite run at the same time.
struct ConcurrencyLimit: SuiteTrait, TestTrait, TestScoping {
    private actor Semaphore {
        private var value: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ value: Int) {
            self.value = value
        }

        func wait() async {
            if value > 0 {
                value -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
        }

        func signal() {
            if waiting.isEmpty { value += 1 } else { waiting.removeFirst().resume() }
        }
    }

    let isRecursive = true
    private let semaphore: Semaphore

    init(_ limit: Int) {
        semaphore = Semaphore(limit)
    }

    /// A test waits before its first case begins, so that the wait is not part of a time limit.
    func scopeProvider(for test: Test, testCase: Test.Case?) -> ConcurrencyLimit? {
        test.isSuite || testCase != nil ? nil : self
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await semaphore.wait()
        do {
            try await function()
        } catch {
            await semaphore.signal()
            throw error
        }
        await semaphore.signal()
    }
}

/// Performs the same steps in a browser of each engine.
func inEachEngine(_ body: @escaping @Sendable (Browser) throws -> Void) async {
    await forEachEngine { try body(try Browser($0)) }
}

/// Performs the same steps for all engines at once, which share the waiting.
///
/// Each has a separate thread, so that none blocks the threads of other tests.
func forEachEngine(_ body: @escaping @Sendable (Engine) throws -> Void) async {
    await withTaskGroup { group in
        for engine in Engine.allCases {
            group.addTask(executorPreference: ThreadExecutor.shared) {
                do {
                    try body(engine)
                } catch {
                    Issue.record(error, "\(engine)")
                }
            }
        }
    }
}

/// Runs each job of a task on a new thread, where it may block.
private final class ThreadExecutor: TaskExecutor {
    static let shared = ThreadExecutor()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
