import CLibrdkafka

@testable import Kafka

extension ClientConfiguration {
    /// Returns what the library makes of a setting, under whichever of its names; `nil` if it has no value.
    func understood(_ name: String) throws -> String? {
        let settings = try makeSettings()
        defer { rd_kafka_conf_destroy(settings) }
        var text = [CChar](repeating: 0, count: 512)
        var size = text.count
        guard rd_kafka_conf_get(settings, name, &text, &size) == RD_KAFKA_CONF_OK else { return nil }
        let value = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return value.isEmpty ? nil : value
    }
}
