package import Foundation
import Vocabulary

/// An API key of GOV.UK Notify: `<name>-<service id>-<secret>`. The name may contain hyphens.
package struct NotifyKey: Sendable {
    package let serviceID: UUID
    let secret: String

    /// - Throws: ``NotifyKeyProblem`` if the text does not end with two UUIDs.
    package init(parsing text: String) throws(NotifyKeyProblem) {
        let secret = text.suffix(36)
        let rest = text.dropLast(36)
        guard UUID(uuidString: String(secret)) != nil, rest.hasSuffix("-"),
            let serviceID = UUID(uuidString: String(rest.dropLast().suffix(36)))
        else { throw NotifyKeyProblem() }
        self.serviceID = serviceID
        self.secret = String(secret)
    }
}

/// The text is not an API key of GOV.UK Notify.
package struct NotifyKeyProblem: Error {}

extension NotifyKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "NotifyKey(\(serviceID.lowercase))" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
