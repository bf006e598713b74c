import System
import Testing

@testable import MaintenanceServer

@Suite struct ListenersTests {
    @Test(arguments: [("localhost", ListenAddress.localhost), ("", .all), ("127.0.0.1", .host("127.0.0.1"))])
    func anAddressIsWrittenAsItIsRead(text: String, address: ListenAddress) {
        #expect(ListenAddress(text) == address)
        #expect(address.description == text)
    }

    @Test func everyWorkerHasASocketOnEveryAddressAtOnePort() throws {
        let listeners = try Listeners(
            on: [.port(0, of: .host("127.0.0.1")), .port(0, of: .host("127.0.0.2"))], workers: 3)
        #expect(listeners.addresses.map(\.host) == ["127.0.0.1", "127.0.0.2"])
        #expect(Set(listeners.addresses.map(\.port)).count == 1)
        #expect(listeners.sockets.map { $0.map(\.address) } == Array(repeating: listeners.addresses, count: 3))
        #expect(Set(listeners.sockets.joined().map(\.descriptor)).count == 6)
    }

    @Test func aRepeatedAddressGetsOneListener() throws {
        let listeners = try Listeners(
            on: [.host("127.0.0.1"), .localhost, .host("127.0.0.1")].map { .port(0, of: $0) }, workers: 1)
        #expect(listeners.addresses.map(\.host).filter { $0 == "127.0.0.1" }.count == 1)
    }

    @Test(arguments: [["", "127.0.0.1"], ["127.0.0.1", ""], ["0.0.0.0", "localhost", ""]])
    func theWildcardAddressIncludesTheOthers(addresses: [String]) throws {
        let listeners = try Listeners(on: addresses.map { .port(0, of: ListenAddress($0)) }, workers: 1)
        #expect(listeners.addresses.filter { $0.family == .ipv4 }.map(\.host) == ["0.0.0.0"])
    }

    /// Sockets that share a port by SO_REUSEPORT must not admit a second server.
    @Test func aPortOfOtherListenersIsInUse() throws {
        let first = try Listeners(on: [.port(0, of: .host("127.0.0.1"))], workers: 2)
        let error = #expect(throws: ListenError.self) {
            try Listeners(on: [.port(first.addresses[0].port, of: .host("127.0.0.1"))], workers: 2)
        }
        guard case .portInUse = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1 is not an address of this host"), ("2001:db8::1", "2001:db8::1 is not an address"),
    ])
    func anAddressOfAnotherHostIsRefused(address: String, reason: String) throws {
        let error = #expect(throws: ListenError.self) {
            try Listeners(on: [.port(0, of: .host(address))], workers: 1)
        }
        #expect(error?.reason.description.hasPrefix(reason) == true)
    }

    @Test func socketAddressesAreWrittenAsHAProxyDoes() {
        #expect(SocketAddress.loopback(.ipv4, port: 80).description == "127.0.0.1:80")
        #expect(SocketAddress.loopback(.ipv6, port: 65535).description == "[::1]:65535")
        #expect(SocketAddress.any(.ipv6, port: 1).reachable == .loopback(.ipv6, port: 1))
        #expect(SocketAddress.loopback(.ipv4, port: 1).reachable == .loopback(.ipv4, port: 1))
    }
}
