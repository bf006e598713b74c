import MaintenanceServer
import Testing

/// Prometheus's text format, version 0.0.4.
struct ExpositionTests {
    @Test func aMetricHasItsHelpItsTypeAndItsSamples() {
        var exposition = Exposition()
        exposition.add("a_total", .counter, "Things.", [.init(1, ("kind", "x"), ("status", "200")), .init(-2)])
        exposition.add("b_seconds", .gauge, "Time.", 1.5)
        #expect(
            exposition.text == """
                # HELP a_total Things.
                # TYPE a_total counter
                a_total{kind="x",status="200"} 1
                a_total -2
                # HELP b_seconds Time.
                # TYPE b_seconds gauge
                b_seconds 1.5

                """)
    }

    @Test func charactersThatEndALineOrALabelAreEscaped() {
        var exposition = Exposition()
        exposition.add("a", .gauge, "a\\b\n\"c\"", [.init(1, ("label", "a\\b\n\"c\""))])
        #expect(exposition.text.hasPrefix(#"# HELP a a\\b\n"c""# + "\n"))
        #expect(exposition.text.hasSuffix(#"a{label="a\\b\n\"c\""} 1"# + "\n"))
    }
}
