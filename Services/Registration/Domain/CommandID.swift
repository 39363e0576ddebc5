/// The longest id of a command, in Unicode scalars.
package let longestCommandID = 200

/// Returns why an outcome could not be stored under this id, or nil if it can.
package func objection(toCommandID id: String) -> RefusalReason? {
    if isBlank(id) { return .missing(.commandID) }
    if hasControlCharacters(id) { return .controlCharacters(.commandID) }
    if id.unicodeScalars.count > longestCommandID { return .tooLong(.commandID, maximum: longestCommandID) }
    return nil
}
