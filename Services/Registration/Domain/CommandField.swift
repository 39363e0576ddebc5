/// A field of a command, by its name on the wire.
package enum CommandField: String, Hashable, Sendable, CaseIterable {
    case commandID
    case urn
    case trn
    case identityProof
    case dateOfBirth = "identityProof.dateOfBirth"
    case nationalInsuranceNumber = "identityProof.nationalInsuranceNumber"
    case correctedName
    case emailAddress
    case startedOn
    case workingPattern
    case appropriateBodyID
    case trainingProgramme
    case leadProviderID
    case leavingOn
    case name
    case requestedBy
}
