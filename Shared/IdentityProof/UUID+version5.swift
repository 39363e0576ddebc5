import Crypto
package import Foundation

extension UUID {
    /// Makes the UUID that a name always has within a namespace (RFC 9562, version 5): the same question gives the same
    /// id.
    package init(version5Namespace namespace: UUID, name: String) {
        self.init(version5Namespace: namespace, name: Array(name.utf8))
    }

    /// Does the same for a name that is not text.
    package init(version5Namespace namespace: UUID, name: [UInt8]) {
        var hash = Insecure.SHA1()
        withUnsafeBytes(of: namespace.uuid) { hash.update(bufferPointer: $0) }
        hash.update(data: name)
        var bytes = [UInt8](hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        self = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}
