package import Postgres

extension Transaction {
    /// Has the rest of the transaction look rows up by index, whatever the tables look like at the moment.
    ///
    /// A batch looks hundreds of keys up in tables of any size, which an index does best: the one plan of a statement is kept,
    /// since to weigh thousands of values for a plan of their own costs as much as to look them up. It never scans the whole
    /// table, which looks cheap while the table is small, and it is made anew when the table has been analysed.
    package func lookUpByKeys() async throws {
        try await execute(
            """
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('random_page_cost', '1.1', true)
            """)
    }
}
