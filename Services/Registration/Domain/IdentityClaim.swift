package import Vocabulary

/// What a school states to prove that it knows the teacher. It is digested and discarded while its batch is handled.
package struct IdentityClaim: Hashable, Sendable {
    package let dateOfBirth: DateOfBirth?
    package let nationalInsuranceNumber: NationalInsuranceNumber?

    /// Reads a claim. Every value that is given must be readable: a valid number does not excuse an unreadable date.
    package init(
        dateOfBirth dateText: String?, nationalInsuranceNumber numberText: String?, today: CalendarDate
    ) throws(UnreadableClaim) {
        var reasons: [RefusalReason] = []
        dateOfBirth = Self.date(dateText, today: today, &reasons)
        nationalInsuranceNumber = Self.number(numberText, &reasons)
        if reasons.isEmpty && dateOfBirth == nil && nationalInsuranceNumber == nil {
            reasons.append(.missing(.dateOfBirth))
        }
        if !reasons.isEmpty { throw UnreadableClaim(reasons: reasons) }
    }

    private static func date(
        _ text: String?, today: CalendarDate, _ reasons: inout [RefusalReason]
    ) -> DateOfBirth? {
        do {
            return try DateOfBirth(parsing: text ?? "", today: today)
        } catch {
            switch error {
            case .missing: break
            case .notADate: reasons.append(.notADate(.dateOfBirth))
            case .tooLongAgo: reasons.append(.dateOfBirthTooLongAgo)
            case .tooRecent: reasons.append(.dateOfBirthTooRecent)
            }
            return nil
        }
    }

    private static func number(
        _ text: String?, _ reasons: inout [RefusalReason]
    ) -> NationalInsuranceNumber? {
        do {
            return try NationalInsuranceNumber(parsing: text ?? "")
        } catch {
            switch error {
            case .missing: break
            case .wrongFormat: reasons.append(.notANationalInsuranceNumber)
            }
            return nil
        }
    }
}

/// Everything that is wrong with a claim.
package struct UnreadableClaim: Error, Hashable {
    package let reasons: [RefusalReason]
}
