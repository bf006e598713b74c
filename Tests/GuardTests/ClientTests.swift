import HTTP
import TestSupport
import Testing

/// The client of a request, as a server determines it over sockets.
@Suite(.timeLimit(.minutes(15))) struct ClientTests {
    private static let local = "PROXY UNKNOWN\r\n"

    private func client(
        _ server: ClientTellingServer, header: String = "", fields: String = "", host: String = "Host: a\r\n"
    ) throws -> String? {
        try RawClient(port: server.port).exchange("\(header)GET / HTTP/1.1\r\n\(host)\(fields)\r\n")["Client"]
    }

    @Test func thePeerIsTheClientByDefault() throws {
        let server = try ClientTellingServer()
        #expect(try client(server) == "127.0.0.1")
        #expect(try client(server, fields: "X: y\r\n", host: "") == "127.0.0.1", "a refused request")
    }

    @Test(arguments: ["Forwarded: for=10.0.0.1, for=192.0.2.1\r\n", "X-Forwarded-For: 10.0.0.1, 192.0.2.1\r\n"])
    func aTrustedPeerNamesTheClient(fields: String) throws {
        #expect(try client(ClientTellingServer(), fields: fields) == "192.0.2.1")
        let nobody = TrustedProxies([])
        #expect(try client(ClientTellingServer(trustedProxies: nobody), fields: fields) == "127.0.0.1")
    }

    /// A complete head, even with an error, has all fields that name the client.
    @Test func aTrustedPeerNamesTheClientOfARefusedRequest() throws {
        let server = try ClientTellingServer()
        let fields = "X-Forwarded-For: 192.0.2.1\r\n"
        for host in ["", "Host: a b\r\n", "Host: a\r\nHost: a\r\n", "Host: a\r\nContent-Length: x\r\n"] {
            #expect(try client(server, fields: fields, host: host) == "192.0.2.1", "\(host)")
        }
        // The rest of the head might name another client.
        #expect(try client(server, fields: fields + "X : y\r\nForwarded: for=192.0.2.2\r\n") == "127.0.0.1")
        #expect(try client(server, fields: fields + "X: y\n") == "127.0.0.1")
    }

    @Test func theProxyHeaderNamesThePeer() throws {
        let server = try ClientTellingServer(expectsProxyHeaders: true)
        let fields = "X-Forwarded-For: 198.51.100.1\r\n"
        let header = "PROXY TCP4 192.0.2.1 127.0.0.1 5000 80\r\n"
        #expect(try client(server, header: header) == "192.0.2.1")
        #expect(try client(server, header: header, fields: fields) == "192.0.2.1")
        #expect(try client(server, header: header, host: "") == "192.0.2.1", "a refused request")
        let trusted = "PROXY TCP6 ::1 ::1 5000 80\r\n"
        #expect(try client(server, header: trusted, fields: fields) == "198.51.100.1")
        #expect(try client(server, header: ClientTests.local, fields: fields) == "198.51.100.1")
        #expect(try client(server, header: ClientTests.local) == "127.0.0.1")
    }

    @Test func theProxyHeaderAppliesToTheWholeConnection() throws {
        let server = try ClientTellingServer(expectsProxyHeaders: true)
        let connection = try RawClient(port: server.port)
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        try connection.send("PROXY TCP6 2001:db8::1 ::1 5000 80\r\n")
        for _ in 0..<2 { #expect(try connection.exchange(request)["Client"] == "2001:db8::1") }
        // A second header is not a request.
        #expect(try connection.exchange(ClientTests.local + "\r\n")["Client"] == "2001:db8::1")
        #expect(try connection.receive() == [])
    }
}
