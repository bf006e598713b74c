import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import maintenance

/// Examples/kubernetes.yaml is checked against the schemas of Kubernetes and for consistency. No cluster runs here.
@Suite(.timeLimit(.minutes(15))) struct KubernetesTests {
    private let resources: [String: Document]

    init() throws {
        let documents = try Document.all(in: "kubernetes.yaml")
        resources = Dictionary(uniqueKeysWithValues: try documents.map { (try $0["kind"].text, $0) })
        try #require(documents.count == 5)
    }

    private func resource(_ kind: String) throws -> Document {
        try #require(resources[kind])
    }

    private func container() throws -> Document {
        try #require(try resource("Deployment")["spec"]["template"]["spec"]["containers"].elements.first)
    }

    @Test func everyResourceIsValid() throws {
        let result = try Program(
            [Example.tool("bin/kubernetes-validate"), "--strict", Example.path(of: "kubernetes.yaml")]
        ).waitForEnd()
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func selectorsFindThePods() throws {
        let deployment = try resource("Deployment")["spec"]
        let labels = try deployment["template"]["metadata"]["labels"].textMembers
        #expect(try deployment["selector"]["matchLabels"].textMembers == labels)
        #expect(try resource("Service")["spec"]["selector"].textMembers == labels)
        #expect(try resource("PodDisruptionBudget")["spec"]["selector"]["matchLabels"].textMembers == labels)
    }

    @Test func portsLeadToListeners() throws {
        let ports = Dictionary(
            uniqueKeysWithValues: try container()["ports"].elements.map {
                (try $0["name"].text, try $0["containerPort"].number)
            })
        #expect(ports == ["http": 8088, "admin": 9088])
        #expect(try container()["args"].texts.contains(":9088"))
        // The admin listener is not reachable from outside.
        let service = try resource("Service")["spec"]["ports"].elements.map { try $0["targetPort"].text }
        #expect(service == ["http"])
        for probe in ["readinessProbe", "livenessProbe"] {
            #expect(try container()[probe]["httpGet"]["port"].text == "admin")
        }
    }

    /// The kubelet kills a container after the grace period.
    @Test func theGracePeriodIsLongEnough() throws {
        let grace = try resource("Deployment")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"].number
        #expect(Double(grace) > (try #require(CommandLineTexts(container()["args"].texts)).longestStop))
    }

    @Test func theSiteIsTheConfigMap() throws {
        let name = try resource("ConfigMap")["metadata"]["name"].text
        let volume = try #require(try resource("Deployment")["spec"]["template"]["spec"]["volumes"].elements.first)
        #expect(try volume["configMap"]["name"].text == name)
        let mount = try #require(try container()["volumeMounts"].elements.first)
        #expect(try mount["name"].text == volume["name"].text)
        // MAINTENANCE_DIR in the image.
        #expect(try mount["mountPath"].text == "/static")
    }

    @Test func theIngressFallsBackToTheService() throws {
        let annotations = try resource("Ingress")["metadata"]["annotations"].textMembers
        let service = try resource("Service")["metadata"]["name"].text
        #expect(annotations == ["nginx.ingress.kubernetes.io/default-backend": service])
    }

    @Test func theProbesPass() throws {
        let volume = try volume()
        let admin = try LoopbackSocket()
        let arguments = try container()["args"].texts.map { $0 == ":9088" ? "127.0.0.1:\(admin.port)" : $0 }
        let server = try Command(arguments + ["--dir", volume.path, "--address", "127.0.0.1", "--port", "0"])
        _ = try server.waitUntilListening()
        for probe in ["readinessProbe", "livenessProbe"] {
            let path = try container()[probe]["httpGet"]["path"].text
            let request = "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
            #expect(eventually { (try? RawClient(port: admin.port).exchange(request).status) == 200 })
        }
    }

    /// A directory as the kubelet mounts a ConfigMap: each file is a link through `..data`.
    private func volume() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for (name, text) in try resource("ConfigMap")["data"].textMembers {
            try directory.write(text, to: "..2026_11_21_08_00_00.1/\(name)")
            try directory.link(name, to: "..data/\(name)")
        }
        try directory.link("..data", to: "..2026_11_21_08_00_00.1")
        return directory
    }

    @Test func theConfigMapIsASite() throws {
        let volume = try volume()
        let result = try Command.run(["check", "--dir", volume.path])
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(result.standardOutput.contains("/maintenance.css"))
    }

    @Test func anUpdateOfTheConfigMapIsServed() throws {
        let volume = try volume()
        let server = try Command(["--dir", volume.path, "--address", "127.0.0.1", "--port", "0"])
        let port = try server.waitUntilListening()
        func get(_ target: String) throws -> RawResponse {
            try RawClient(port: port).exchange("GET \(target) HTTP/1.1\r\nHost: shop.example\r\n\r\n")
        }
        #expect(try get("/shop").text.contains("We will be back soon"))
        #expect(try get("/maintenance.css").status == 200)

        try volume.write(Outcome.pageText, to: "..2026_11_21_09_00_00.2/index.html")
        try volume.write("h1 { color: red }", to: "..2026_11_21_09_00_00.2/maintenance.css")
        try volume.link("..data_tmp", to: "..2026_11_21_09_00_00.2")
        try #require(rename(volume.path(of: "..data_tmp"), volume.path(of: "..data")) == 0)
        #expect(try eventually { Outcome(try get("/shop"), to: "/shop") == .page })
    }
}
