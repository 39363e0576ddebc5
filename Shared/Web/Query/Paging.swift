/// The page that a caller asks for: `page[page]` and `page[per_page]`.
package struct Paging: Equatable, Sendable {
    /// Counts from 1.
    package let page: Int
    package let perPage: Int

    /// A page or a size below one, or `page` in another shape.
    package struct NotPositive: Error, Equatable {}

    /// Reads leading digits as the predecessor did: `5x` is 5, `0.8` is 0 and refused.
    ///
    /// - Parameter largest: A larger size is silently reduced to this.
    package init(
        _ parameters: QueryParameters, defaultPerPage: Int = 100, largest: Int = 3_000
    ) throws(NotPositive) {
        switch parameters["page"] {
        case .text, .list: throw NotPositive()
        case .nested, nil: break
        }
        page = try Paging.number(parameters["page", "page"]) ?? 1
        perPage = min(try Paging.number(parameters["page", "per_page"]) ?? defaultPerPage, largest)
    }

    /// The number of rows before the page; saturates instead of overflowing.
    package var offset: Int {
        let (product, overflow) = (page - 1).multipliedReportingOverflow(by: perPage)
        return overflow ? .max : product
    }

    private static func number(_ value: QueryParameters.Value?) throws(NotPositive) -> Int? {
        switch value {
        case nil: return nil
        case .text(let text):
            let number = LeadingInteger.parse(text)
            guard number >= 1 else { throw NotPositive() }
            return number
        case .list, .nested: throw NotPositive()
        }
    }
}
