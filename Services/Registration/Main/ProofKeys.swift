import ArgumentParser
import Foundation
import IdentityProof

struct ProofKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof-keys", abstract: "Make the keys with which proofs of identity are sealed and opened.",
        subcommands: [Generate.self])

    struct Generate: ParsableCommand {
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

        func run() throws {
            let pair = ProofKeyPair()
            try write(pair.privateKey, to: privateKeys, mode: 0o600)
            try write(pair.publicKey, to: publicKey, mode: 0o644)
            print("wrote \(privateKeys) and \(publicKey)")
        }

        private func write(_ key: [UInt8], to path: String, mode: Int) throws {
            guard !FileManager.default.fileExists(atPath: path) else {
                throw ValidationError("\(path) exists already; choose another name or remove it.")
            }
            let text = try JSONEncoder().encode([id: Data(key).base64EncodedString()])
            guard FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: mode])
            else { throw ValidationError("\(path) cannot be written.") }
        }
    }
}
