/// The lines that HAProxy's configuration needs for `maintenance`, in complete sections.
package struct ConfigurationSnippet: Sendable {
    /// The addresses of the applications, in HAProxy's notation.
    private let applications: [String]
    /// The address of `maintenance`.
    private let maintenance: String
    private let proxyProtocol: Bool
    /// The address of the operators' port, which planned maintenance needs.
    private let admin: String?

    package init(applications: [String], maintenance: String, proxyProtocol: Bool, admin: String?) {
        self.applications = applications
        self.maintenance = maintenance
        self.proxyProtocol = proxyProtocol
        self.admin = admin
    }

    /// The lines. The last one ends in a line feed, without which HAProxy refuses the file.
    package var text: String {
        let sections = admin.map { [switchBackend($0), plannedBackend, backend] } ?? [backend]
        return ([frontend] + sections).joined(separator: "\n") + "\n"
    }

    /// The lines for the operator's frontend, as a comment.
    private var frontend: String {
        guard admin != nil else {
            return """
                # The frontend needs this line:
                #     default_backend app

                """
        }
        return """
            # The frontend needs these lines. An ACL after `}`, such as `!staff`, names visitors who still see the site.
            #     use_backend maintenance if { nbsrv(planned) gt 0 }
            #     default_backend app

            """
    }

    private func switchBackend(_ admin: String) -> String {
        """
        # No visitor comes here. The server is up while planned maintenance is on. This backend comes before all others: HAProxy
        # takes the server for up until its first check, and the first checks go in the order of the backends.
        backend planned
            mode http
            option httpchk GET /switch
            server switch \(admin) check inter 500ms fall 1 rise 1

        """
    }

    private var plannedBackend: String {
        """
        # Planned maintenance. The applications answer if maintenance does not.
        backend maintenance
        \(failover(withReasons: true))
            server maintenance \(maintenance)\(header) check
        \(lines(ofApplications: "check backup"))

        """
    }

    private var backend: String {
        """
        backend app
        \(failover(withReasons: admin == nil))
        \(lines(ofApplications: "check slowstart 30s"))
            # It gets requests only while all other servers are down.
            server maintenance \(maintenance)\(header) check backup
        """
    }

    /// The lines for a failover without errors. Only the first section that has them gives the reasons.
    private func failover(withReasons: Bool) -> String {
        let lines = """
                mode http
                # A request whose connection is refused goes to another server: a try for each, and one to spare.
                option redispatch
                retries \(max(4, applications.count + 1))
                # A connection may end as its server goes down. A GET is then sent again; other methods may have done their work.
                retry-on conn-failure empty-response
                http-request disable-l7-retry unless METH_GET
                # The first refused connection takes a server out. A check each second brings it back.
                default-server inter 1s observe layer4 error-limit 1 on-error mark-down
            """.split(separator: "\n")
        return lines.filter { withReasons || !$0.contains("#") }.joined(separator: "\n")
    }

    private var header: String { proxyProtocol ? " send-proxy-v2" : "" }

    private func lines(ofApplications words: String) -> String {
        applications.enumerated().map { "    server app\($0 + 1) \($1) \(words)" }.joined(separator: "\n")
    }
}

/// A version of HAProxy.
package struct HAProxyVersion: Comparable, Sendable {
    /// The oldest version that supports all lines of a snippet.
    package static let oldest = HAProxyVersion(major: 2, minor: 4)
    /// The first version with unpadded names of abstract sockets (`abnsz@`), like those of other programs.
    package static let abstractNames = HAProxyVersion(major: 3, minor: 1)
    /// The version of Debian 13, which lacks some traps of 2.6. The versions in between were not tried.
    static let trixie = HAProxyVersion(major: 3, minor: 0)

    private let major: Int
    private let minor: Int

    private init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads a version such as `2.6` or `2.6.12`.
    package init?(_ text: String) {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt16($0) }
        guard (2...3).contains(numbers.count), !numbers.contains(nil), let major = numbers[0], let minor = numbers[1]
        else { return nil }
        self.init(major: Int(major), minor: Int(minor))
    }

    package static func < (left: HAProxyVersion, right: HAProxyVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension HAProxyVersion: CustomStringConvertible {
    package var description: String { "\(major).\(minor)" }
}
