import Foundation

/// The files of the repository that these tests check.
enum Repository {
    static let root: URL = {
        var url = URL(filePath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url
    }()

    static let services = ["Identity", "Registration", "Partnerships", "Notifications"]

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Returns every Swift file in the folders and their subfolders.
    static func sources(in folders: String...) throws -> [Source] {
        try folders.flatMap { folder in
            let base = root.appending(path: folder)
            let files = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil)?.allObjects ?? []
            return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { file in
                let path = file.resolvingSymlinksInPath().path.dropFirst(root.path.count + 1)
                return Source(path: String(path), text: try String(contentsOf: file, encoding: .utf8))
            }
        }
    }
}

/// A Swift file.
struct Source: Sendable {
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The modules that it imports, at any access level.
    var imports: Set<String> {
        Set(
            lines.compactMap { line in
                let words = line.split(separator: " ").drop {
                    ["package", "public", "internal", "@testable"].contains($0)
                }
                guard words.first == "import" else { return nil }
                return words.dropFirst().first.map(String.init)
            })
    }

    /// The lines without comments and without the contents of literals; imprecise, but sufficient to look for
    /// operators.
    var code: [(number: Int, line: String)] {
        var isInText = false
        return lines.enumerated().map { index, line in
            let delimiters = line.components(separatedBy: "\"\"\"").count - 1
            defer { if !delimiters.isMultiple(of: 2) { isInText.toggle() } }
            guard !isInText, delimiters == 0 else { return (index + 1, "") }
            guard line.contains("\"") || line.contains("//") else { return (index + 1, String(line)) }
            let bare = line.replacing(#/#*"(?:[^"\\]|\\.)*"#*/#, with: "\"\"").replacing(#/\/\/.*/#, with: "")
            return (index + 1, String(bare))
        }
    }
}
