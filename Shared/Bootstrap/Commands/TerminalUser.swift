import Foundation

/// The user who acts in a terminal, for the audit.
package enum TerminalUser {
    package static var name: String {
        let name = ProcessInfo.processInfo.userName
        return name.isEmpty ? "unknown" : name
    }
}
