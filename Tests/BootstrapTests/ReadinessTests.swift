import Testing

@testable import Bootstrap

struct ReadinessTests {
    @Test func `a service is ready once it serves, and until it drains`() async {
        let readiness = Readiness()
        #expect(await readiness.problems() == ["start": "starting"])
        readiness.waits(for: "the database cannot be reached")
        #expect(await readiness.problems() == ["start": "the database cannot be reached"])

        readiness.serves(checking: [ReadinessCheck("database") { nil }])
        #expect(await readiness.problems().isEmpty)
        readiness.waits(for: "too late")
        #expect(await readiness.problems().isEmpty)

        readiness.drains()
        readiness.serves(checking: [])
        #expect(await readiness.problems() == ["drain": "the service is stopping"])
    }

    @Test func `each check tells what is wrong, and one without an answer is wrong`() async {
        let readiness = Readiness()
        readiness.serves(checking: [
            ReadinessCheck("good") { nil }, ReadinessCheck("bad") { "broken" },
            ReadinessCheck("silent") {
                do { try await Task.sleep(for: .seconds(60)) } catch {}
                return nil
            },
        ])

        #expect(await readiness.problems() == ["bad": "broken", "silent": "no answer within 0.2 seconds"])
    }

    @Test func `a port that is not open yet is told`() async {
        let mark = ListeningMark()
        #expect(await mark.check.problem() == "the public port is not open yet")
        mark.set()
        #expect(await mark.check.problem() == nil)
    }
}
