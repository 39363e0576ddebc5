import Foundation
import Logging
import Testing

@testable import Bootstrap

struct SettingsTests {
    private static let port = Setting.number("PORT", "Where to listen.", default: 80, in: 0...100)
    private static let key = Setting.secret("API_KEY", "Opens the door.")
    private static let word = Setting.text("WORD", "Any word.", isOptional: true)
    private static let site = Setting.address("SITE", "Where it is.")

    @Test func `a value is read, trimmed, or its default taken`() throws {
        #expect(try Settings.reading(["PORT": " 42 \n"]).value(of: Self.port) == 42)
        #expect(try Settings.reading([:]).value(of: Self.port) == 80)
        #expect(try Settings.reading(["PORT": ""]).value(of: Self.port) == 80)
        #expect(try Settings.reading([:]).valueIfSet(of: Self.word) == nil)
        #expect(try Settings.reading(["WORD": "a b"]).valueIfSet(of: Self.word) == "a b")
    }

    @Test(arguments: ["-1", "101", "x", "4 2", "99999999999999999999", "1.5"])
    func `a number out of its range is refused with its range`(text: String) throws {
        let problem = #expect(throws: SettingProblem.self) {
            try Settings.reading(["PORT": text]).value(of: Self.port)
        }
        #expect(
            problem?.description
                == "PORT is not understood: it must be a whole number from 0 to 100. Where to listen.")
    }

    @Test(arguments: ["", "host.example", "ftp://host.example", "https://", "://x", "http//x"])
    func `an address needs a scheme and a host`(text: String) {
        #expect(throws: SettingProblem.self) { try Settings.reading(["SITE": text]).value(of: Self.site) }
    }

    @Test func `an address loses the slash at its end`() throws {
        #expect(try Settings.reading(["SITE": "https://host.example/"]).value(of: Self.site) == "https://host.example")
    }

    @Test func `a missing setting says what it is for and how to give it`() {
        let problem = #expect(throws: SettingProblem.self) { try Settings.reading([:]).value(of: Self.key) }
        #expect(
            problem?.description
                == "API_KEY is not set. Opens the door. Set API_KEY_FILE to the path of a file that holds it.")
    }

    @Test func `a value may stand in a file`() throws {
        try withFile("s3cret\n") { path in
            let value = try Settings.reading(["API_KEY_FILE": path]).value(of: Self.key)
            #expect(value == "s3cret")
        }
    }

    @Test func `a value and a file at once are refused, without showing either`() throws {
        try withFile("s3cret") { path in
            let settings = Settings.reading(["API_KEY": "hunter2", "API_KEY_FILE": path])
            let problem = #expect(throws: SettingProblem.self) { try settings.value(of: Self.key) }
            #expect(problem?.description == "Both API_KEY and API_KEY_FILE are set. Keep one of them. Opens the door.")
        }
    }

    @Test func `a file that cannot be read is named`() {
        let settings = Settings.reading(["API_KEY_FILE": "/nowhere/key"])
        let problem = #expect(throws: SettingProblem.self) { try settings.value(of: Self.key) }
        #expect(problem?.description.contains("API_KEY_FILE names /nowhere/key, which cannot be read") == true)
    }

    @Test func `a blank file is no secret that was left out on purpose`() throws {
        try withFile(" \n") { path in
            let settings = Settings.reading(["API_KEY_FILE": path])
            #expect(throws: SettingProblem.blank(Self.key.documentation, path: path)) {
                try settings.valueIfSet(of: Self.key)
            }
        }
    }

    @Test(arguments: [
        ("kafka:9092", "kafka:9092"), ("kafka", "kafka"), ("[::1]:9092", "[::1]:9092"), ("[::1]", "[::1]"),
        ("kafka-0:9092, kafka-1:9093,", "kafka-0:9092,kafka-1:9093"),
    ])
    func `brokers are hosts with their ports`(text: String, servers: String) throws {
        let settings = Settings.reading(["KAFKA_BOOTSTRAP_SERVERS": text])
        #expect(try settings.value(of: StandardSettings.kafkaServers) == servers)
    }

    @Test(arguments: [
        ",", " , ", "http://kafka:9092", "kafka:9092/", "kafka:0", "kafka:99999", "kafka:", ":9092", "kafka:port",
        "kafka-0:9092 kafka-1:9092",
    ])
    func `brokers that nobody could find are refused at once`(text: String) {
        let settings = Settings.reading(["KAFKA_BOOTSTRAP_SERVERS": text])
        let problem = #expect(throws: SettingProblem.self) { try settings.value(of: StandardSettings.kafkaServers) }
        #expect(problem?.description.contains("KAFKA_BOOTSTRAP_SERVERS is not understood: it must be") == true)
    }

    @Test(arguments: [
        ("a=1", ["a": "1"]), ("a=1\n b = 2\r\n", ["a": "1", "b": "2"]), ("a=", ["a": ""]),
        ("sasl.password=x=y,z w", ["sasl.password": "x=y,z w"]), ("# of the staging cluster\n\na=1", ["a": "1"]),
    ])
    func `settings of the Kafka library come as pairs, one to a line`(text: String, pairs: [String: String]) throws {
        let settings = Settings.reading(["KAFKA_SETTINGS": text])
        #expect(try settings.value(of: StandardSettings.kafkaExtra) == pairs)
    }

    @Test(arguments: ["a", "=1", "a=1\nb", "A=1", "a b=1", "sasl.username=u,sasl.password=p"])
    func `pairs without a name are refused, and their values are not shown`(text: String) {
        let settings = Settings.reading(["KAFKA_SETTINGS": text + "\nsasl.password=hunter2"])
        let problem = #expect(throws: SettingProblem.self) { try settings.value(of: StandardSettings.kafkaExtra) }
        #expect(problem?.description.contains("hunter2") == false)
    }

    @Test(arguments: [("info", Logger.Level.info), ("DEBUG", .debug)])
    func `log levels are read in any case`(text: String, level: Logger.Level) throws {
        #expect(try Settings.reading(["LOG_LEVEL": text]).value(of: StandardSettings.logLevel) == level)
    }

    @Test(arguments: [("true", true), ("Yes", true), ("1", true), ("no", false), ("FALSE", false), ("0", false)])
    func `flags are words`(text: String, isSet: Bool) throws {
        let settings = Settings.reading(["KAFKA_ALLOW_OLD_LIBRARY": text])
        #expect(try settings.value(of: StandardSettings.kafkaAllowsOldLibrary) == isSet)
    }

    private func withFile(_ content: String, _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }
}
