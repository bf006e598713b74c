/// A host's folder that cannot be served as a site.
package struct UnusableSite: Equatable, Sendable {
    /// What requests for the host are answered from meanwhile.
    package enum StandIn: Sendable {
        /// The site as it was when it could last be served.
        case lastGood
        /// The site for all hosts that have none of their own.
        case standard
    }

    package let folder: String
    package let error: SiteError
    package let standIn: StandIn
}

extension UnusableSite: CustomStringConvertible {
    package var description: String {
        switch standIn {
        case .lastGood: "\(folder) cannot be served: \(error); its last good site is served on"
        case .standard: "\(folder) cannot be served: \(error); \(Sites.defaultHost) is served for it"
        }
    }
}
