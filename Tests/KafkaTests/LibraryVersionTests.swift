import Testing

@testable import Kafka

@Suite("The version of librdkafka")
struct LibraryVersionTests {
    @Test(
        arguments: [
            (0x0200_02ff, false), (0x0201_01ff, false), (0x0202_00ff, true), (0x0210_00ff, true), (0x0300_00ff, true),
        ] as [(Int32, Bool)])
    func `versions from 2.2.0 on are supported`(number: Int32, isSupported: Bool) {
        #expect(KafkaLibrary.isSupported(number) == isSupported)
    }

    @Test func `the library of this process is supported`() throws {
        try KafkaLibrary.requireSupported()
    }
}
