internal import ArgumentParser
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite

/// What the page and the resources say, and to whom.
struct PageOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "What the page tells clients to wait before they ask again. [MAINTENANCE_RETRY_AFTER; default: 60]",
            valueName: "seconds"),
        transform: OptionText.retryAfter)
    var retryAfter: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            When the maintenance ends: Retry-After counts down to it, and never goes under --retry-after. \
            [MAINTENANCE_UNTIL; default: not known]
            """, valueName: "time"),
        transform: OptionText.until)
    var until: HTTPDate?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "A file with that time, which may change and goes before --until. [MAINTENANCE_UNTIL_FILE; default: none]",
            valueName: "file"),
        completion: .file())
    var untilFile: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            After how long a browser without JavaScript loads the page again, up to half as much later; 0 for never. \
            [MAINTENANCE_REFRESH; default: 60]
            """, valueName: "seconds"),
        transform: OptionText.refresh)
    var refresh: Int?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            """
            A header field for the page and the files, such as 'X-Status: maintenance'; may be given several times. \
            [MAINTENANCE_HEADER, a line each; default: none]
            """, valueName: "field"),
        transform: OptionText.header)
    var header: [OperatorField] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            """
            An origin whose scripts may read the answers, such as https://app.example.org, or * for every one; may be given \
            several times. [MAINTENANCE_CORS, parted by commas; default: none]
            """, valueName: "origin"),
        transform: OptionText.origin)
    var cors: [CrossOrigin.Allowed] = []

    @Flag(
        help: """
            Answer a missing script, style or image with a short 503 of its type instead of the page. \
            [MAINTENANCE_TYPED_MISSES, true or false; default: false]
            """)
    var typedMisses = false

    func policySetting() throws(Failure) -> AnswerPolicy {
        var policy = AnswerPolicy()
        policy.fields =
            try Setting("header", option: header.isEmpty ? nil : header, default: [], read: OptionText.headers).value
        let origins = try Setting("cors", option: cors.isEmpty ? nil : cors, default: [], read: OptionText.origins)
            .value
        policy.crossOrigin = origins.isEmpty ? nil : CrossOrigin(origins)
        policy.typesMisses =
            try Setting(
                "typed-misses", option: typedMisses ? true : nil, default: false, read: OptionText.flag
            ).value
        return policy
    }

    func retryAfterSetting() throws(Failure) -> Int {
        try Setting("retry-after", option: retryAfter, default: 60, read: OptionText.retryAfter).value
    }

    func untilSetting() throws(Failure) -> HTTPDate? {
        try Setting("until", option: until.map(Optional.some), default: nil, read: OptionText.until).value
    }

    func untilFileSetting() throws(Failure) -> String? {
        try Setting<String?>(
            "until-file", option: untilFile.map(Optional.some), default: nil, read: { $0.isEmpty ? nil : $0 }
        ).value
    }

    /// nil for never.
    func refreshSetting() throws(Failure) -> Int? {
        let seconds = try Setting("refresh", option: refresh, default: 60, read: OptionText.refresh).value
        return seconds == 0 ? nil : seconds
    }
}
