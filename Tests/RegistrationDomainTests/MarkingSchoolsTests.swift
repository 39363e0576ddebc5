import RegistrationDomain
import Testing
import Vocabulary

@Suite("Marking a school as eligible")
struct MarkingSchoolsTests {
    @Test func `it makes an independent school eligible, and changes nothing about who may register there`() throws {
        let school = try World.school(.independent, openTraining: true)
        #expect(!school.isEligible)

        guard case .marked(let marked) = marking(.known(school), asEligible: true) else {
            Issue.record("it is refused")
            return
        }
        #expect(marked.isEligible)
        #expect(accessBlocks(for: .known(marked), purpose: .registerECT) == [.schoolMayNotRegister])
        #expect(marking(.known(marked), asEligible: false) == .marked(school))
    }

    @Test func `it is kept for a school that is eligible already`() throws {
        let school = try World.school(.stateFunded)
        var marked = school
        marked.isMarkedAsEligible = true

        #expect(marking(.known(school), asEligible: true) == .marked(marked))
        #expect(marking(.known(marked), asEligible: true) == .marked(marked))
    }

    @Test(arguments: [(true, false), (false, true)])
    func `only an open school is marked, and a closed one can lose its mark`(isMarked: Bool, isDone: Bool) throws {
        var school = try World.school(.stateFunded, status: .closed)
        school.isMarkedAsEligible = !isMarked

        let outcome = marking(.known(school), asEligible: isMarked)

        #expect((outcome == .refused(.schoolClosed)) == !isDone)
    }

    @Test(
        arguments: [
            (.open, .schoolIneligible), (.closed, .schoolClosed), (.proposedToOpen, .schoolNotYetOpen),
        ] as [(EstablishmentStatus, RefusalReason)])
    func `what is no school here is not marked`(status: EstablishmentStatus, reason: RefusalReason) throws {
        let establishment = Establishment(urn: try urn("100001"), type: .outOfScope, status: status)

        #expect(marking(.notASchool(establishment), asEligible: true) == .refused(reason))
        #expect(marking(.unknown, asEligible: true) == .refused(.schoolUnknown))
    }
}
