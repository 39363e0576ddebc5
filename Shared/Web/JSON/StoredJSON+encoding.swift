import Foundation

extension StoredJSON {
    /// Members in the order of their names, so that equal values are equal texts.
    ///
    /// - Throws: what the value's encoding throws.
    package init(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(try encoder.encode(value))
    }
}
