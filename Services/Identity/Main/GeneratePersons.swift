import ArgumentParser
import Bootstrap
import Foundation
import IdentityProof
import IdentityService

struct GeneratePersons: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-persons",
        abstract: "Make up people, the same ones for the same seed.",
        discussion: """
            The first eleven are 7000001 to 7000011, one for each fate that a lookup can meet; the others run on from \
            1000000. With --output they are written as a file for import-persons, dates of birth and all, since \
            nobody is meant; with --publish they go to the topic, digested with LOOKUP_KEY. That \
            takes ALLOW_MADE_UP_PERSONS=true, since they would overwrite whoever has their numbers.
            """)

    static let allowsPublishing = Setting.flag(
        "ALLOW_MADE_UP_PERSONS", "Whether made-up people may be published, in the place of whoever has their numbers.")

    @Argument(help: "How many.")
    var count: Int

    @Option(parsing: .unconditional, help: "Another seed makes other people.")
    var seed: UInt64 = 1

    @Option(help: "The file to write.", completion: .file())
    var output: String?

    @Flag(help: "Publish them.")
    var publish = false

    func validate() throws {
        guard (1...8_000_000).contains(count) else { throw ValidationError("The number must be from 1 to 8000000.") }
        guard (output != nil) != publish else { throw ValidationError("Give either --output FILE or --publish.") }
    }

    func run() async throws {
        let persons = MadeUpPersons(count: count, seed: seed)
        if let output { return try await Bootstrap.ExitStatus.reporting { try write(persons, to: output) } }
        try await OneShot<IdentityMicroservice>.run { context in
            guard try context.settings.value(of: Self.allowsPublishing) else {
                throw SettingProblem.malformed(
                    Self.allowsPublishing.documentation,
                    mustBe:
                        "true, and must never be so where real teachers are: it lets people who do not exist be published"
                )
            }
            let key = try context.settings.value(of: lookupKeySetting).current
            let published = try await PersonGeneration(key: key, producer: context.producer, now: context.now())
                .publish(persons) { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
            print("\(published) published")
        }
    }

    private func write(_ persons: MadeUpPersons, to path: String) throws {
        let file = try OutputFile(path)
        var buffer = Data()
        for line in persons {
            buffer.append(contentsOf: line.utf8)
            buffer.append(UInt8(ascii: "\n"))
            if buffer.count > 1_000_000 {
                try file.write(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        try file.write(buffer)
        try file.close()
        print("\(count) written to \(path)")
    }
}
