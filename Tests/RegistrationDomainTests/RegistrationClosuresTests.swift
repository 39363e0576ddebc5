import RegistrationDomain
import Testing
import Vocabulary

@Suite("When registration is closed")
struct RegistrationClosuresTests {
    @Test(
        arguments: [
            // today -> the day on which it opens again
            ("2026-05-31", nil), ("2026-06-01", "2026-06-15"), ("2026-06-14", "2026-06-15"), ("2026-06-15", nil),
            ("2027-05-31", nil), ("2027-06-01", "2027-06-15"), ("2027-06-07", "2027-06-15"), ("2027-06-15", nil),
        ] as [(CalendarDate, CalendarDate?)])
    func `it opens again on the day after the last one`(today: CalendarDate, reopening: CalendarDate?) throws {
        let closures = try #require(
            RegistrationClosures(parsing: "2026-06-01/2026-06-14, 2027-06-01/2027-06-07,2027-06-08/2027-06-14"))

        #expect(closures.reopening(after: today) == reopening)
    }

    @Test func `without closures it is always open`() {
        #expect(RegistrationClosures.never.reopening(after: "2026-06-01") == nil)
    }

    @Test func `a closure until the end of the calendar never ends`() throws {
        let closures = try #require(RegistrationClosures(parsing: "2026-06-01/9999-12-31"))

        #expect(closures.reopening(after: "2026-06-01") == "9999-12-31")
    }

    @Test(
        arguments: [
            "", "never", "2026-06-01", "2026-06-01/", "/2026-06-14", "2026-06-14/2026-06-01", "2026-06-01/2026-06-31",
            "2026-06-01/2026-06-14,", "2026-06-01/2026-06-07/2026-06-14",
        ])
    func `what are no first and last days is not read`(text: String) {
        #expect(RegistrationClosures(parsing: text) == nil)
    }

    @Test func `nobody is registered while it is closed, and everything else is told as well`() throws {
        var world = try World()
        world.today = "2026-06-10"
        world.fields.startedOn = "2026-06-01"
        #expect(world.refusalCodes() == [])

        world.closures = try #require(RegistrationClosures(parsing: "2026-06-01/2026-06-14"))
        #expect(world.refusalCodes() == ["registration-closed"])
        #expect(world.refusalDetails().first?.contains("2026-06-15") == true)

        world.emailAddressHolders = [try trn("7654321")]
        #expect(world.refusalCodes() == ["registration-closed", "email-address-taken"])
    }
}
