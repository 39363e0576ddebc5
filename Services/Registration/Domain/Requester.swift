/// The longest id of the person who asks, in Unicode scalars.
package let longestRequester = 200

/// Returns why this id of the person who asks could not be stored, or nil if it can.
///
/// The id is stored and published together with what was done, so it must mean nothing outside the sender's system.
/// Names contain blanks, and addresses contain an at sign, so such ids are refused.
package func objection(toRequester id: String) -> RefusalReason? {
    if hasControlCharacters(id) { return .controlCharacters(.requestedBy) }
    if id.unicodeScalars.count > longestRequester { return .tooLong(.requestedBy, maximum: longestRequester) }
    if id.contains("@") || id.contains(where: \.isWhitespace) { return .namesAPerson(.requestedBy) }
    return nil
}

/// Returns the id of the person who asks, if the command gives one that can be stored.
package func requester(_ text: String?) -> String? {
    guard let text, !text.isEmpty, objection(toRequester: text) == nil else { return nil }
    return text
}
