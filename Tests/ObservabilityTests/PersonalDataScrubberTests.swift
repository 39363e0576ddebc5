import Testing

@testable import Observability

struct PersonalDataScrubberTests {
    @Test(arguments: [
        ("TRN 1234567 is unknown", "TRN [removed] is unknown"),
        ("trn=1234567", "trn=[removed]"),
        ("(1234567)", "([removed])"),
        ("1234567.", "[removed]"),
        ("“1234567”", "[removed]"),
        ("1234567…", "[removed]"),
        ("born 1990-02-03T00:00:00Z", "born [removed]:00:00Z"),
        ("AB123456C", "[removed]"),
        ("born 1990-02-03", "born [removed]"),
        ("to ada.lovelace+ect@school.example now", "to [removed] now"),
        ("Key (trn)=(7000001) already exists", "Key (trn)=([removed]) already exists"),
    ])
    func `what looks personal is removed`(text: String, scrubbed: String) {
        #expect(PersonalDataScrubber.scrub(text) == scrubbed)
    }

    @Test(arguments: [
        "", "nothing here", "123456 and 12345678", "offset 42", "0192b3c4-1234-7567-89ab-1234567890ab",
        "took 1234 ms", "registration.ect.v1[2]@17", "user@host", "@", "a1234567b",
    ])
    func `ids and numbers of ours stay`(text: String) {
        #expect(PersonalDataScrubber.scrub(text) == text)
    }
}
