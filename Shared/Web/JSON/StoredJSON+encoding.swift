import Foundation

extension StoredJSON {
    /// Encodes a value with its members in the order of their names, so that equal values give equal texts.
    ///
    /// - Throws: What the value's encoding throws.
    package init(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(try encoder.encode(value))
    }
}
