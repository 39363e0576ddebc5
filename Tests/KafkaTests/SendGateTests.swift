import Testing

@testable import Kafka

@Suite("The room for records under way", .timeLimit(.minutes(1)))
struct SendGateTests {
    @Test(arguments: [0, 1, SendGate.maximumBytes / 2, SendGate.maximumBytes, SendGate.maximumBytes * 2])
    func `where the room is half empty a record gets in, however large`(bytes: Int) async throws {
        for underWay in [0, 1, SendGate.maximumBytes / 2] {
            let gate = SendGate()
            _ = try #require(gate.admit(bytes: underWay))
            // It does not wait, so a caller that is refused now would ask again and again.
            await gate.room()

            #expect(gate.admit(bytes: bytes) != nil)
        }
    }

    @Test func `there is room for two large ones, and for a third once one of them is released`() async throws {
        let gate = SendGate()
        let counted = try #require(gate.admit(bytes: SendGate.maximumBytes))
        #expect(gate.admit(bytes: SendGate.maximumBytes) == counted)
        #expect(gate.admit(bytes: SendGate.maximumBytes) == nil)

        gate.release(records: 1, bytes: counted)
        await gate.room()

        #expect(gate.admit(bytes: SendGate.maximumBytes) == counted)
    }

    @Test func `there is room for so many records and no more`() async throws {
        let gate = SendGate()
        for _ in 0..<SendGate.maximumRecords { _ = try #require(gate.admit(bytes: 1)) }
        #expect(gate.admit(bytes: 1) == nil)

        gate.release(records: SendGate.maximumRecords / 2, bytes: SendGate.maximumRecords / 2)
        await gate.room()

        #expect(gate.admit(bytes: 1) == 1)
    }
}
