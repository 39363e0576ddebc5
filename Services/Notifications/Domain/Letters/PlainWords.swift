/// Returns text from outside in a form that is safe in a letter: one line, in which nothing is markup or a link.
///
/// It looks at scalars, not at characters: to whoever reads Markdown, a bracket with a combining mark is a bracket.
func plain(_ text: String) -> String {
    var words = String.UnicodeScalarView()
    for scalar in oneLine(text).unicodeScalars {
        // Notify turns every `https://…` into a link, even without markup. No slash stays behind a colon, however many
        // follow it.
        if scalar == "/", words.last == ":" { continue }
        if markup.contains(scalar) { words.append("\\") }
        words.append(scalar)
    }
    return String(words)
}

/// The scalars that have a meaning in Markdown inside a line. Hyphens, full stops and round brackets are not among
/// them, because they occur in names.
private let markup: Set<Unicode.Scalar> = ["\\", "`", "*", "_", "[", "]", "#", "^", "~", "<", ">", "|", "{", "}"]

/// Returns text from outside on one line, for a subject, where no markup applies.
func oneLine(_ text: String) -> String {
    text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
}
