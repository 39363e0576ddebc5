/// Returns text from outside in a form that is safe in a letter: one line, in which nothing is markup or a link.
func plain(_ text: String) -> String {
    var words = ""
    // Notify turns every address into a link, even without markup.
    for character in oneLine(text).replacing("://", with: ":") {
        if markup.contains(character) { words.append("\\") }
        words.append(character)
    }
    return words
}

/// The characters that have a meaning in Markdown inside a line. Hyphens, full stops and round brackets are not among
/// them, because they occur in names.
private let markup: Set<Character> = ["\\", "`", "*", "_", "[", "]", "#", "^", "~", "<", ">", "|", "{", "}"]

/// Returns text from outside on one line, for a subject, where no markup applies.
func oneLine(_ text: String) -> String {
    text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
}
