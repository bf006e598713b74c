internal import HTTP

/// A part of a page that is not there, by what the browser wants it for (Fetch Metadata §2.1). It is answered in short, and
/// in its own type: nobody sees the page in its place.
package enum TypedMiss: Sendable {
    case script
    case style
    case image

    /// Nil where the request is for something else, or the browser does not say.
    init?(_ request: RequestHead) {
        guard request.method == .get || request.method == .head, let destination = request.field(.secFetchDest)
        else { return nil }
        switch destination {
        case "script", "worker", "serviceworker", "sharedworker", "audioworklet", "paintworklet": self = .script
        case "style": self = .style
        case "image": self = .image
        default: return nil
        }
    }

    /// The field that tells what the browser wants it for.
    static let fieldName = "Sec-Fetch-Dest"

    /// The value of Content-Type.
    var mediaType: String {
        switch self {
        case .script: "text/javascript; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .image: "image/svg+xml"
        }
    }

    /// Valid in its type, and nothing.
    var contents: Contents {
        switch self {
        case .script, .style: TypedMiss.comment
        case .image: TypedMiss.emptyImage
        }
    }

    private static let comment = Contents.memory(Bytes("/* maintenance */\n"))
    private static let emptyImage = Contents.memory(Bytes("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"))
}
