import Events
import IdentityDomain

extension TeacherUpdated {
    init(_ person: Person) {
        switch person.standing {
        case .active: self.init(trn: person.trn, status: .active, facts: person.facts.map(TeacherFacts.init))
        case .deactivated: self.init(trn: person.trn, status: .deactivated, facts: person.facts.map(TeacherFacts.init))
        case .notFound: self.init(trn: person.trn, status: .notFound, facts: person.facts.map(TeacherFacts.init))
        case .merged(let retained):
            self.init(
                trn: person.trn, status: .merged, mergedInto: retained, facts: person.facts.map(TeacherFacts.init))
        }
    }
}

extension TeacherFacts {
    init(_ facts: Person.Facts) {
        self.init(
            firstName: facts.firstName, lastName: facts.lastName,
            qualifiedTeacherStatusAwardedOn: facts.qualifiedTeacherStatusAwardedOn, induction: facts.induction,
            prohibition: facts.prohibition)
    }
}
