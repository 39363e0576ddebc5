/// Text from outside as it may stand in a letter: one line, in which nothing is markup or a link.
func plain(_ text: String) -> String {
    var words = ""
    // Notify makes a link of every address, with markup or without.
    for character in oneLine(text).replacing("://", with: ":") {
        if markup.contains(character) { words.append("\\") }
        words.append(character)
    }
    return words
}

/// What Markdown gives a meaning to inside a line. Hyphens, full stops and round brackets belong to names.
private let markup: Set<Character> = ["\\", "`", "*", "_", "[", "]", "#", "^", "~", "<", ">", "|", "{", "}"]

/// Text from outside on one line, for a subject, where there is no markup.
func oneLine(_ text: String) -> String {
    text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
}
