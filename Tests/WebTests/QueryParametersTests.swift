import Testing

@testable import Web

struct QueryParametersTests {
    @Test(
        arguments: [
            ("a=1&b=2", ["a": .text("1"), "b": .text("2")]),
            ("a=1&a=2", ["a": .text("2")]),
            ("a", ["a": .text("")]),
            ("=1&&a=", ["a": .text("")]),
            ("a=b=c", ["a": .text("b=c")]),
            ("a=x+y%2Bz", ["a": .text("x y+z")]),
            ("a=%", ["a": .text("%")]),
            ("a=%zz%4", ["a": .text("%zz%4")]),
            ("a=%ff", ["a": .text("\u{FFFD}")]),
            ("f[x]=1&f[y]=2", ["f": .nested(["x": .text("1"), "y": .text("2")])]),
            ("f%5Bx%5D=1", ["f": .nested(["x": .text("1")])]),
            ("f[x][]=1&f[x][]=2", ["f": .nested(["x": .list(["1", "2"])])]),
            ("f[]=1", ["f": .list(["1"])]),
            ("f[x][y]=1", ["f": .nested(["x": .nested(["y": .text("1")])])]),
            ("[x]=1", ["[x]": .text("1")]),
        ] as [(String, [String: QueryParameters.Value])])
    func `names with brackets are nested, and nothing is refused`(
        query: String, values: [String: QueryParameters.Value]
    ) {
        #expect(QueryParameters(query).values == values)
    }

    @Test(arguments: ["f=1&f[x]=2", "f[x]=2&f=1"])
    func `a name in two shapes is plain text, so that readers of nested values refuse it`(query: String) {
        #expect(QueryParameters(query)["f"] == .text("1"))
    }

    @Test func `no query has no parameters`() {
        #expect(QueryParameters(nil).values.isEmpty)
        #expect(QueryParameters("").values.isEmpty)
    }

    @Test func `parameters beyond a number are not read`() {
        let query = (0..<10_000).map { "p\($0)=1" }.joined(separator: "&")
        #expect(QueryParameters(query).values.count == QueryParameters.mostParameters)
    }

    @Test func `deep nesting is cut and does no harm`() {
        let query = "f" + String(repeating: "[x]", count: 50_000) + "=1"
        #expect(QueryParameters(query)["f"] == .nested(["x": .nested(["x": .text("1")])]))
    }

    @Test(arguments: [
        ("5", 5), ("5x", 5), ("0.8", 0), ("abc", 0), ("", 0), ("-3", -3), ("+7", 7), (" 12", 12), ("٣", 0),
        ("99999999999999999999", Int.max), ("-99999999999999999999", Int.min),
    ])
    func `numbers are what a text begins with`(text: String, number: Int) {
        #expect(LeadingInteger.parse(text) == number)
    }
}
