/// Why a row cannot be used. Names the column and never its value.
struct CSVRowProblem: Error, Hashable {
    let reason: String
}
