import Crypto
package import Foundation

/// One step in the life of a schema: a file that is never edited once it has been applied anywhere.
package struct Migration: Hashable, Sendable {
    /// `0001_create_registration`.
    package let name: String
    package let sql: String

    package init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// SHA-256 of the text.
    var checksum: [UInt8] {
        Array(SHA256.hash(data: Array(sql.utf8)))
    }

    /// Returns the migrations in a folder of files `NNNN_words.sql`, in the order of their numbers.
    ///
    /// - Throws: ``PostgresError`` of kind `migrations` for a number used twice or a file with another name, or what
    ///   reading throws.
    package static func all(in folder: URL) throws -> [Migration] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        var numbers: Set<Substring> = []
        return try files.map { file in
            let name = file.deletingPathExtension().lastPathComponent
            guard name.wholeMatch(of: #/[0-9]{4}_[a-z0-9_]+/#) != nil, numbers.insert(name.prefix(4)).inserted else {
                throw PostgresError(.migrations, message: "\(name).sql is not NNNN_words.sql with a number of its own")
            }
            return Migration(name: name, sql: try String(contentsOf: file, encoding: .utf8))
        }
    }
}
