import Testing

@testable import Web

struct FilterParametersTests {
    @Test(arguments: ["filter=2025", "filter[]=2025", "filter=", "filter"])
    func `a filter that is not nested is refused`(query: String) {
        #expect(throws: FilterParameters.NotNested.self) { try FilterParameters(QueryParameters(query)) }
    }

    @Test(
        arguments: [
            ("", nil), ("filter[cohort]=", nil), ("filter[cohort]=%20%20", nil), ("filter[cohort][]=", nil),
            ("filter[cohort]=%0A", nil), ("filter[cohort]=,", []), ("filter[cohort]=%0D%0A,%09", []),
            ("filter[cohort]=,2025", ["2025"]),
            ("filter[cohort]=%0A2024,2025%0D%0A", ["2024", "2025"]),
            ("filter[other]=2025", nil), ("filter[cohort][x]=2025", nil),
            ("filter[cohort]=2025", ["2025"]), ("filter[cohort]=2024,2025", ["2024", "2025"]),
            ("filter[cohort]=2024%2C2025", ["2024", "2025"]), ("filter[cohort]=%202024%20,%202025", ["2024", "2025"]),
            ("filter[cohort][]=2024&filter[cohort][]=2025", ["2024", "2025"]),
            ("filter[cohort][]=2024,2025", ["2024", "2025"]),
            ("filter[cohort]=2025,abc", ["2025"]), ("filter[cohort]=abc", []), ("filter[cohort]=20x5,-1", []),
        ] as [(String, [String]?)])
    func `a list keeps its valid items, and none at all is not the same as no filter`(
        query: String, items: [String]?
    ) throws {
        let filter = try FilterParameters(QueryParameters(query))
        let found = filter.list("cohort") { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        #expect(found == items)
    }

    @Test(
        arguments: [
            ("filter[urn]=106286", "106286"), ("filter[urn]=", nil), ("filter[urn]=%20", nil), ("filter[urn][]=1", nil),
            ("filter[urn]=%0D%0A", nil), ("", nil),
        ] as [(String, String?)])
    func `a single value is absent where it is blank`(query: String, value: String?) throws {
        #expect(try FilterParameters(QueryParameters(query)).text("urn") == value)
    }

    @Test(arguments: [("filter[cohort]=", true), ("filter[cohort]=2025", true), ("filter[x]=1", false), ("", false)])
    func `a blank value was given all the same`(query: String, isGiven: Bool) throws {
        #expect(try FilterParameters(QueryParameters(query)).contains("cohort") == isGiven)
    }
}
