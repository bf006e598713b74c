internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance until`, for the time when visitors can expect the site.
struct UntilCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "until",
        abstract: "Sets the end of the maintenance: +45m, 17:30, 2026-11-29T04:00Z or none.",
        discussion: """
            17:30 is the next such time in the time zone of this host. none removes the end, including that of --until. \
            The time is written to the file until in the state folder.
            """)

    @Argument(help: "The time.") var time: String
    @OptionGroup var stateFolder: StateFolderOptions

    func run() throws {
        if time == "none" {
            try stateFolder.write("none\n", to: .until)
        } else {
            try UntilCommand.write(try UntilCommand.future(time), in: stateFolder)
        }
        try StateReport(stateFolder).print(.end)
    }

    static func write(_ end: HTTPDate, in stateFolder: StateFolderOptions) throws(Failure) {
        try stateFolder.write("\(end.rfc3339)\n", to: .until)
    }

    /// Reads a time in the future. A past time would tell visitors that the maintenance takes longer.
    private static func future(_ text: String) throws(Failure) -> HTTPDate {
        let end: HTTPDate
        do {
            end = try OptionText.until(text)
        } catch {
            throw Failure("until '\(text)': \(error)", status: EX_USAGE)
        }
        return try future(end, named: "until '\(text)'")
    }

    static func future(_ end: HTTPDate, named name: String) throws(Failure) -> HTTPDate {
        guard end > .now else {
            throw Failure("\(name): it is in the past, \(TimeText.describe(end))", status: EX_USAGE)
        }
        return end
    }
}

/// The texts in which operators write and read times.
enum TimeText {
    /// Reads `+45m`, `17:30`, or a time in RFC 3339; nil for anything else.
    static func parse(_ text: String, now: HTTPDate = .now) -> HTTPDate? {
        if text.hasPrefix("+") {
            return seconds(text.dropFirst()).map { HTTPDate(secondsSinceEpoch: now.secondsSinceEpoch + $0) }
        }
        return clockTime(text, after: now) ?? HTTPDate(rfc3339: text)
    }

    /// Reads `45m`, `2h`, `1d` or `1h30m`, from a minute to a year.
    private static func seconds(_ text: Substring) -> Int? {
        let units: [Character: Int] = ["d": 86_400, "h": 3600, "m": 60]
        var (sum, digits, last) = (0, "", Int.max)
        for character in text {
            if character.isASCII, character.isNumber, digits.count < 6 {
                digits.append(character)
            } else {
                guard let unit = units[character], unit < last, let number = Int(digits) else { return nil }
                (sum, digits, last) = (sum + number * unit, "", unit)
            }
        }
        return digits.isEmpty && (60...31_536_000).contains(sum) ? sum : nil
    }

    /// Reads `17:30`, the next such time in the time zone of this host.
    private static func clockTime(_ text: String, after now: HTTPDate) -> HTTPDate? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.utf8.allSatisfy(\.isASCIIDigit) }),
            let hour = Int32(parts[0]), hour < 24, let minute = Int32(parts[1]), minute < 60
        else { return nil }
        for day: Int32 in 0...1 {
            var time = local(now)
            (time.tm_hour, time.tm_min, time.tm_sec, time.tm_isdst) = (hour, minute, 0, -1)
            time.tm_mday += day
            let end = HTTPDate(secondsSinceEpoch: mktime(&time))
            if end > now { return end }
        }
        return nil
    }

    /// Such as `2026-11-29T04:30:00Z (05:30 CET), in 44 minutes`.
    static func describe(_ date: HTTPDate, now: HTTPDate = .now) -> String {
        var parts = local(date)
        var buffer = [CChar](repeating: 0, count: 64)
        let length = strftime(&buffer, buffer.count, "%H:%M %Z", &parts)
        let zone = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return "\(date.rfc3339) (\(zone)), \(distance(from: now, to: date))"
    }

    /// Such as `in 44 minutes` or `44 minutes ago`.
    static func distance(from now: HTTPDate, to date: HTTPDate) -> String {
        let seconds = date.secondsSinceEpoch - now.secondsSinceEpoch
        let minutes = (abs(seconds) + 30) / 60
        let text =
            switch minutes {
            case 0...1 where abs(seconds) < 2: "now"
            case 0...1: "\(abs(seconds)) seconds"
            case 2..<120: "\(minutes) minutes"
            case 120..<2880: "\((minutes + 30) / 60) hours"
            default: "\((minutes + 720) / 1440) days"
            }
        if text == "now" { return text }
        return seconds < 0 ? "\(text) ago" : "in \(text)"
    }

    private static func local(_ date: HTTPDate) -> tm {
        var seconds = time_t(date.secondsSinceEpoch)
        var parts = tm()
        tzset()
        localtime_r(&seconds, &parts)
        return parts
    }
}
