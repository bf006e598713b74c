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

/// Lets at most that many tests of a suite run at the same time.
struct ConcurrencyLimit: SuiteTrait, TestTrait, TestScoping {
    private actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) {
            free = count
        }

        func take() async {
            if free > 0 {
                free -= 1
            } else {
                await withCheckedContinuation { waiting.append($0) }
            }
        }

        func release() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }

    let isRecursive = true
    private let places: Places

    init(_ count: Int) {
        places = Places(count)
    }

    /// Each case of a test needs a place, and a suite needs none.
    func scopeProvider(for test: Test, testCase: Test.Case?) -> ConcurrencyLimit? { testCase.map { _ in self } }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await places.take()
        do {
            try await function()
        } catch {
            await places.release()
            throw error
        }
        await places.release()
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
