import Foundation
import HTTPTypes
import Hummingbird

/// The id under which a request is found in the logs.
enum RequestID {
    /// Returns the caller's `x-request-id` if it can only be an id (16 to 64 hexadecimal digits and hyphens), or else a
    /// new one.
    static func of(_ request: Request) -> String {
        if let given = request.headers[.requestID], isAcceptable(given) { return given }
        return UUID().uuidString.lowercased()
    }

    static func isAcceptable(_ text: String) -> Bool {
        (16...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "-"):
                    return true
                default: return false
                }
            }
    }
}
