import CLibrdkafka

/// The librdkafka that this process runs with, which may be newer than the one it was compiled against.
package enum KafkaLibrary {
    package static var version: String {
        String(cString: rd_kafka_version_str())
    }

    /// Rejects a library older than 2.2.0, which misreads the answers of some brokers and skips offsets when paused.
    package static func requireSupported(allowingOlder: Bool = false) throws(KafkaError) {
        guard !isSupported(rd_kafka_version()), !allowingOlder else { return }
        throw KafkaError(
            RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE,
            message: """
                librdkafka \(version) is too old: 2.2.0 or newer is needed. Install one, or name its folder in \
                LD_LIBRARY_PATH. Where all brokers are Apache Kafka, KAFKA_ALLOW_OLD_LIBRARY=true lets this one pass.
                """)
    }

    /// The number is 0xMMmmrrpp: major, minor, revision, pre-release.
    static func isSupported(_ number: Int32) -> Bool {
        number >= 0x0202_0000
    }
}
