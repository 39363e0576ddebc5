import ArgumentParser
import Bootstrap
import Foundation
import IdentityProof

struct ProofKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof-keys", abstract: "Make the keys with which proofs of identity are sealed and opened.",
        subcommands: [Generate.self])

    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a new pair of keys into two files.",
            discussion: """
                The private file is for PROOF_KEYS_FILE of the service and nobody else; the public one is for those who \
                send commands. To change keys, add the new private key to the file beside the old one, hand out the \
                new public key, and take the old one away when nobody uses it any more.
                """)

        @Option(help: "The name of the pair, such as 2026-1.")
        var id: String

        @Option(help: "Where to write the private key. It must not exist.")
        var privateKeys: String

        @Option(help: "Where to write the public key. It must not exist.")
        var publicKey: String

        func validate() throws {
            guard !id.isEmpty else { throw ValidationError("--id is empty. Name the pair, such as 2026-1.") }
            guard privateKeys != publicKey else {
                throw ValidationError("--private-keys and --public-key name one file. Give each key a file of its own.")
            }
        }

        func run() async throws {
            try await Bootstrap.ExitStatus.reporting { try write(ProofKeyPair()) }
        }

        private func write(_ pair: ProofKeyPair) throws {
            try write(pair.privateKey, to: privateKeys, permissions: 0o600)
            do {
                try write(pair.publicKey, to: publicKey, permissions: 0o644)
            } catch {
                // The private key is useless without the public key, and its file would block the next attempt.
                try FileManager.default.removeItem(atPath: privateKeys)
                throw error
            }
            print("wrote \(privateKeys) and \(publicKey)")
        }

        private func write(_ key: [UInt8], to path: String, permissions: UInt32) throws {
            let text = try JSONEncoder().encode([id: Data(key).base64EncodedString()])
            let file = try OutputFile(path, mustBeNew: true, permissions: permissions)
            try file.write(text)
            try file.close()
        }
    }
}
