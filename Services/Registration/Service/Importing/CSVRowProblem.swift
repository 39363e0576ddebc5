/// The reason why a row cannot be used. It names the column and never its value.
struct CSVRowProblem: Error, Hashable {
    let reason: String

    static let brokenQuotation = CSVRowProblem(reason: "a quotation mark is never closed, or closed inside a field")
    static let unknownLinkType = CSVRowProblem(reason: "LinkType is not known")
    static let notUTF8 = CSVRowProblem(reason: "the row is not UTF-8: save the file as CSV in UTF-8")
}
