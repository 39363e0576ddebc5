/// A file of links without any link, as an interrupted download leaves it. Publishing it would remove all known links.
package struct NoLinks: Error, Hashable, CustomStringConvertible {
    package let file: String

    package var description: String {
        "\(file) has no links, which would take back every link that is known. Nothing was published. If that is meant, say --no-links."
    }
}
