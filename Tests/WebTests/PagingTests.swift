import Testing

@testable import Web

struct PagingTests {
    @Test(arguments: [
        ("", 1, 100), ("page[page]=2", 2, 100), ("page[per_page]=5", 1, 5), ("page[page]=3&page[per_page]=10", 3, 10),
        ("page[per_page]=3000", 1, 3_000), ("page[per_page]=3001", 1, 3_000),
        ("page[per_page]=99999999999999999999", 1, 3_000), ("page[page]=5x", 5, 100), ("page[other]=x", 1, 100),
        ("page%5Bpage%5D=4", 4, 100),
    ])
    func `a page and its size are read`(query: String, page: Int, perPage: Int) throws {
        let paging = try Paging(QueryParameters(query))
        #expect(paging.page == page)
        #expect(paging.perPage == perPage)
    }

    @Test(arguments: [
        "page[page]=0", "page[page]=-1", "page[page]=abc", "page[page]=0.8", "page[page]=", "page[per_page]=0",
        "page[per_page]=-5", "page[per_page]=x", "page=2", "page[]=2", "page[page][]=2", "page[page][x]=2",
    ])
    func `what is no positive number is refused`(query: String) {
        #expect(throws: Paging.NotPositive.self) { try Paging(QueryParameters(query)) }
    }

    @Test func `rows before a page beyond every number do not overflow`() throws {
        let far = try Paging(QueryParameters("page[page]=99999999999999999999&page[per_page]=3000"))
        #expect(far.offset == .max)
        let second = try Paging(QueryParameters("page[page]=2&page[per_page]=30"))
        #expect(second.offset == 30)
    }
}
