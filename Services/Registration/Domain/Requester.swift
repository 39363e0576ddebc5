/// The longest id of whoever asks, in Unicode scalars.
package let longestRequester = 200

/// Why nothing could be kept under this id of whoever asks, or none where it can.
///
/// It is stored and published with what was done, so it has to be an id that means nothing outside the sender's system:
/// names are written with blanks, and addresses with an at sign.
package func objection(toRequester id: String) -> RefusalReason? {
    if hasControlCharacters(id) { return .controlCharacters(.requestedBy) }
    if id.unicodeScalars.count > longestRequester { return .tooLong(.requestedBy, maximum: longestRequester) }
    if id.contains("@") || id.contains(where: \.isWhitespace) { return .namesAPerson(.requestedBy) }
    return nil
}

/// Who asks, where the command says so in a way that can be kept.
package func requester(_ text: String?) -> String? {
    guard let text, !text.isEmpty, objection(toRequester: text) == nil else { return nil }
    return text
}
