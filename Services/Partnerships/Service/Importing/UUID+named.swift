import Crypto
import Foundation
import Vocabulary

extension UUID {
    /// Returns the id that a thing of this kind always has under its name (RFC 9562, version 5), so that the same file
    /// yields the same ids on every machine.
    static func named(_ name: String, kind: String) -> UUID {
        var hash = Insecure.SHA1()
        // The namespace of URLs.
        hash.update(
            data: [0x6B, 0xA7, 0xB8, 0x11, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8]
                as [UInt8])
        hash.update(data: Array("urn:register-early-career-teachers:\(kind):\(name.lowercased())".utf8))
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
