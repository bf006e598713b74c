// libFuzzer's entry point. FUZZ_TARGET names the target.
import FuzzProperties
import Glibc

private let target: FuzzTarget = {
    guard let target = getenv("FUZZ_TARGET").flatMap({ FuzzTarget(rawValue: String(cString: $0)) }) else {
        fatalError("FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    target.check(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}
