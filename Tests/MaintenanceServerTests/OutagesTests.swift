import HTTP
import MaintenanceServer
import Testing

/// Outages derived from traffic, with a gap of 60 seconds.
struct OutagesTests {
    private let start = ContinuousClock.now

    private func time(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func traffic(_ first: Double, _ last: Double, method: String = "GET") -> PageTraffic {
        var traffic = PageTraffic(at: time(first))
        for (target, second) in [("/shop?x", first), ("/shop", last)] {
            let isSafe = RequestHead(method, target).isSafe
            traffic.add(target: target.utf8.span, isSafe: isSafe, from: .unix, at: time(second))
        }
        return traffic
    }

    /// `began`, or the pages and the seconds of an outage that has ended.
    private func words(_ events: [Outages.Event]) -> [String] {
        events.map { event in
            switch event {
            case .began: "began"
            case .ended(let traffic): "ended \(traffic.pages) \((traffic.last - traffic.first).components.seconds)"
            }
        }
    }

    @Test(
        arguments: [
            ([(0, 1)], ["began"]),
            // Parts of several workers overlap.
            ([(0, 1), (0.5, 1.5), (0.2, 0.9)], ["began"]),
            // The gap extends from the last page to the next one.
            ([(0, 1), (61, 62)], ["began"]),
            ([(0, 1), (61.1, 62)], ["began", "ended 2 1", "began"]),
            ([(0, 1), (30, 31), (200, 201)], ["began", "ended 4 31", "began"]),
        ] as [([(Double, Double)], [String])])
    func aGapSeparatesTwoOutages(parts: [(Double, Double)], expected: [String]) {
        var outages = Outages(gap: .seconds(60))
        var events: [Outages.Event] = []
        for part in parts { events += outages.add(traffic(part.0, part.1)) }
        #expect(words(events) == expected)
        #expect(outages.isUnderWay)
        #expect(outages.count == expected.count { $0 == "began" })
    }

    @Test func anOutageEndsWhenNoPartOfItCanArriveAnyMore() {
        var outages = Outages(gap: .seconds(60))
        #expect(outages.deadline == nil)
        let nothing = outages.end(at: time(1000))
        #expect(nothing == nil)
        _ = outages.add(traffic(0, 10))
        #expect(outages.deadline == time(71))
        let early = outages.end(at: time(70.9))
        #expect(early == nil)
        // Pages that were served within the gap, in a part that arrived late.
        let late = outages.add(traffic(69, 70))
        #expect(words(late) == [])
        #expect(outages.deadline == time(131))
        let end = outages.end(at: time(131))
        #expect(words(end.map { [$0] } ?? []) == ["ended 4 70"])
        #expect(!outages.isUnderWay)
        #expect(outages.latest?.pages == 4)
        #expect(outages.deadline == nil)
        let next = outages.add(traffic(132, 133))
        #expect(words(next) == ["began"])
        #expect(outages.latest?.pages == 2)
    }

    @Test(arguments: [("GET", 0), ("HEAD", 0), ("POST", 2), ("PUT", 2), ("PROPFIND", 0), ("get", 2)])
    func unsafeMethodsCountAsWrites(method: String, writes: Int) {
        let traffic = traffic(0, 1, method: method)
        #expect(traffic.pages == 2)
        #expect(traffic.writes == writes)
        #expect(traffic.clients.estimate == 1)
        #expect(traffic.paths.top(2).map(\.count) == [2])
    }

    @Test func mergedTrafficExtendsFromTheFirstPageToTheLast() {
        var merged = traffic(5, 6)
        merged.merge(traffic(1, 9, method: "POST"))
        #expect(merged.first == time(1))
        #expect(merged.last == time(9))
        #expect(merged.pages == 4)
        #expect(merged.writes == 2)
    }
}
