internal import Glibc
internal import HTTP

/// A cache of a text that a line often shares with the previous line.
struct CachedText<Value: Equatable> {
    private let render: (Value, inout [UInt8]) -> Void
    private var value: Value?
    private var text: [UInt8] = []

    init(_ render: @escaping (Value, inout [UInt8]) -> Void) {
        self.render = render
    }

    mutating func append(_ value: Value, to bytes: inout [UInt8]) {
        if value != self.value {
            self.value = value
            text.removeAll(keepingCapacity: true)
            render(value, &text)
        }
        bytes += text
    }
}

extension [UInt8] {
    mutating func append(literal text: StaticString) {
        text.withUTF8Buffer { self += $0 }
    }

    /// Appends a number from 0 to 999 as three digits.
    mutating func append(thousandths number: Int) {
        append(UInt8(ascii: "0") + UInt8(number / 100))
        append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension Peer {
    /// Appends the address, or `unix`. It needs no escapes.
    func append(to bytes: inout [UInt8]) {
        switch self {
        case .address(let address): address.append(to: &bytes)
        case .unix: bytes.append(literal: "unix")
        }
    }
}

/// A point in time in the log, to the millisecond.
package struct LogTime: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let secondsSinceEpoch: Int
    /// From 0 to 999.
    package let milliseconds: Int

    package init(secondsSinceEpoch: Int, milliseconds: Int = 0) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.milliseconds = milliseconds
    }

    /// Seconds since 1970-01-01T00:00:00Z, with their fraction.
    var secondsAndFraction: Double { Double(secondsSinceEpoch) + Double(milliseconds) / 1000 }

    /// The current time.
    package static var now: LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(secondsSinceEpoch: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }
}

extension LogTime {
    /// RFC 3339, such as `2026-11-21T08:14:18.042Z`.
    package var rfc3339: String { "\(rfc3339Seconds).\(milliseconds.zeroPadded(to: 3))Z" }

    /// RFC 3339 without the fraction and the zone, such as `2026-11-21T08:14:18`.
    var rfc3339Seconds: String { String(date.rfc3339.dropLast()) }

    /// Apache's form, such as `21/Nov/2026:08:14:18 +0000`.
    var apache: String { date.apache }

    private var date: HTTPDate { HTTPDate(secondsSinceEpoch: secondsSinceEpoch) }
}
