package import Postgres

extension Transaction {
    /// Makes the rest of the transaction look up rows by index, whatever the current size of the tables.
    ///
    /// A batch looks up hundreds of keys in tables of any size, which an index does best. Each statement keeps one
    /// generic plan, since planning for thousands of given values costs as much as looking them up. This plan never
    /// scans a whole table, which looks cheap while the table is small. It is rebuilt after the table has been
    /// analysed.
    package func lookUpByKeys() async throws {
        try await execute(
            """
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
                set_config('random_page_cost', '1.1', true)
            """)
    }
}
