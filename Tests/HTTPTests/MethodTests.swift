import HTTP
import Testing

@Suite struct MethodTests {
    @Test(
        arguments: [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("OPTIONS", .options),
            ("CONNECT", .connect),
            ("PUT", .other), ("get", .other), ("GETS", .other), ("", .other),
        ] as [(String, Method)])
    func knowsMethods(name: String, method: Method) {
        let found = Method(name: name.utf8.span)
        #expect(found == method)
    }
}
