/// A file of links without a single one, as an interrupted download leaves it. It would take back all that are known.
package struct NoLinks: Error, Hashable, CustomStringConvertible {
    package let file: String

    package var description: String {
        "\(file) has no links, which would take back every link that is known. Nothing was published. If that is meant, say --no-links."
    }
}
