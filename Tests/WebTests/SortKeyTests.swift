import Testing

@testable import Web

struct SortKeyTests {
    private static let created = SortKey("created_at")
    private static let createdLast = SortKey("created_at", isDescending: true)
    private static let updated = SortKey("updated_at")

    @Test(
        arguments: [
            ("", []),
            ("sort=created_at", [created]),
            ("sort=-created_at", [createdLast]),
            ("sort=%2Bcreated_at", [created]),
            // A plus sign in a query is a space.
            ("sort=+created_at", []),
            ("sort=updated_at,-created_at", [updated, createdLast]),
            ("sort=trn", []),
            ("sort=-id,updated_at", [updated]),
            ("sort=created_at,-created_at", [created]),
            ("sort=--created_at", []),
            ("sort=,,created_at,", [created]),
            ("sort=Created_At", []),
            ("sort[]=created_at", []),
            ("sort[x]=created_at", []),
            ("sort=", []),
        ] as [(String, [SortKey])])
    func `only published keys sort`(query: String, keys: [SortKey]) {
        #expect(SortKey.parse(QueryParameters(query), allowed: ["created_at", "updated_at"]) == keys)
    }
}
