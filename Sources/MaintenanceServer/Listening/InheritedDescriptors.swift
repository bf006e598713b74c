/// Which descriptors a service manager has passed, by the variables of sd_listen_fds(3).
package struct InheritedDescriptors: Equatable, Sendable {
    package struct Descriptor: Equatable, Sendable {
        package let number: Int32
        /// `unknown` where the service manager gives no names.
        package let name: String
    }

    /// A variable that makes no sense.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// The first one passed.
    private static let first: Int32 = 3

    package let descriptors: [Descriptor]

    /// None where the variables are missing, or meant for another process.
    package init(process: Int32, _ variable: (String) -> String?) throws(Malformed) {
        guard let owner = variable("LISTEN_PID"), let count = variable("LISTEN_FDS") else {
            descriptors = []
            return
        }
        guard owner.first != "+", let owner = Int32(owner), owner > 0 else {
            throw Malformed(description: "LISTEN_PID '\(owner)': a process identifier is a number")
        }
        guard owner == process else {
            descriptors = []
            return
        }
        guard count.first != "+", let count = Int32(count), (0...1024).contains(count) else {
            throw Malformed(description: "LISTEN_FDS '\(count)': the number of sockets is from 0 to 1024")
        }
        let names = variable("LISTEN_FDNAMES").map { $0.split(separator: ":", omittingEmptySubsequences: false) }
        if let names, names.count != count, count > 0 {
            throw Malformed(
                description: "LISTEN_FDNAMES has \(names.count) names, and LISTEN_FDS tells of \(count) sockets")
        }
        descriptors = (0..<count).map { index in
            Descriptor(
                number: InheritedDescriptors.first + index, name: names.map { String($0[Int(index)]) } ?? "unknown")
        }
    }
}
