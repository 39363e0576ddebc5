import Vocabulary

/// Reads the text of a command field by field, and collects the reasons why fields could not be read.
struct FieldReader {
    private(set) var reasons: [RefusalReason] = []

    mutating func checkCommandID(_ id: String) {
        if let objection = objection(toCommandID: id) { reasons.append(objection) }
    }

    mutating func urn(_ text: String?) -> URN? {
        do {
            return try URN(parsing: text ?? "")
        } catch {
            switch error {
            case .missing: reasons.append(.missing(.urn))
            case .wrongFormat: reasons.append(.notAURN)
            }
            return nil
        }
    }

    mutating func trn(_ text: String?) -> TRN? {
        do {
            return try TRN(parsing: text ?? "")
        } catch {
            switch error {
            case .missing: reasons.append(.missing(.trn))
            case .tooFewDigits: reasons.append(.tooFewDigits)
            case .tooManyDigits: reasons.append(.tooManyDigits)
            }
            return nil
        }
    }

    mutating func date(_ text: String?, _ field: CommandField) -> CalendarDate? {
        guard let text = present(text, field) else { return nil }
        guard let date = CalendarDate(iso: text) else {
            reasons.append(.notADate(field))
            return nil
        }
        return date
    }

    mutating func emailAddress(_ text: String?, maximum: Int? = nil) -> EmailAddress? {
        do {
            let address = try EmailAddress(parsing: text ?? "")
            if let maximum, address.rawValue.count > maximum {
                reasons.append(.tooLong(.emailAddress, maximum: maximum))
                return nil
            }
            return address
        } catch {
            switch error {
            case .missing: reasons.append(.missing(.emailAddress))
            case .wrongFormat: reasons.append(.notAnEmailAddress)
            }
            return nil
        }
    }

    mutating func personName(_ text: String?, _ field: CommandField) -> PersonName? {
        do {
            let name = try PersonName(parsing: text ?? "")
            // Checks the original text, because parsing a name removes line breaks.
            if hasControlCharacters(text ?? "") {
                reasons.append(.controlCharacters(field))
                return nil
            }
            return name
        } catch {
            switch error {
            case .missing: reasons.append(.missing(field))
            case .tooLong: reasons.append(.tooLong(field, maximum: PersonName.maximumLength))
            }
            return nil
        }
    }

    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ text: String?, _ field: CommandField, as type: Word.Type
    ) -> Word? {
        guard let text = present(text, field) else { return nil }
        guard let word = Word(rawValue: text) else {
            reasons.append(.unknownWord(field, allowed: Word.allCases.map(\.rawValue)))
            return nil
        }
        return word
    }

    mutating func identifier<Subject>(_ text: String?, _ field: CommandField) -> Identifier<Subject>? {
        guard let text = present(text, field) else { return nil }
        guard let identifier = Identifier<Subject>(parsing: text) else {
            reasons.append(.notAnID(field))
            return nil
        }
        return identifier
    }

    /// Reads the id of the person who asks. The id belongs to the sender's own system. It may be left out, and it has
    /// no meaning here.
    mutating func requestedBy(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        if let objection = objection(toRequester: text) {
            reasons.append(objection)
            return nil
        }
        return text
    }

    mutating func refuse(_ reason: RefusalReason) {
        reasons.append(reason)
    }

    private mutating func present(_ text: String?, _ field: CommandField) -> String? {
        guard let text, !isBlank(text) else {
            reasons.append(.missing(field))
            return nil
        }
        return text
    }
}

func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

func hasControlCharacters(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}
