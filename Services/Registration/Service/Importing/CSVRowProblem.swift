/// Why a row cannot be used. Names the column and never its value.
struct CSVRowProblem: Error, Hashable {
    let reason: String

    static let brokenQuotation = CSVRowProblem(reason: "a quotation mark is never closed, or closed inside a field")
}
