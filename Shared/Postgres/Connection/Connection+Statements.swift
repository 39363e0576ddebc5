import CLibpq

extension Connection {
    private enum Expected {
        case preparation(StatementCache.Key)
        case deallocation(name: String)
        case answer(StatementCache.Key)
    }

    /// A statement's answer, with the key under which the statement is cached.
    struct Answer {
        let key: StatementCache.Key
        let result: QueryResult
    }

    /// Sends all statements at once and reads their answers, in one round trip for any number of statements.
    ///
    /// After a refusal the server skips the statements that follow. The refusal is thrown only when all answers are
    /// read, so the connection stays in step.
    func run(_ statements: [SQL], _ patience: Patience) async throws -> [Answer] {
        guard !isBroken else { throw lost() }
        try patience.isShielded ? () : Task.checkCancellation()
        var expected: [Expected] = []
        do {
            for statement in statements {
                try send(statement, expected: &expected)
            }
            guard PQpipelineSync(pointer) == 1 else { throw lost() }
            try await flush(patience)
            return try await receive(expected, patience)
        } catch {
            // Any error other than a refusal interrupts the round trip and leaves answers unread.
            if (error as? PostgresError)?.kind != .refused { markBroken() }
            throw error
        }
    }

    private func send(_ statement: SQL, expected: inout [Expected]) throws(PostgresError) {
        let key = StatementCache.Key(text: statement.text, types: statement.parameters.types)
        let name: String
        switch statements.lookUp(key) {
        case .prepared(let known):
            name = known
        case .new(let new, let old):
            name = new
            if let old { evicted.append(old) }
            if !isInFailedTransaction { try sendDeallocations(expected: &expected) }
            guard PQsendPrepare(pointer, name, key.text, Int32(key.types.count), key.types) == 1 else { throw lost() }
            expected.append(.preparation(key))
        }
        guard sendExecution(of: name, statement.parameters) else { throw lost() }
        expected.append(.answer(key))
    }

    private func sendDeallocations(expected: inout [Expected]) throws(PostgresError) {
        for name in evicted {
            guard PQsendQueryParams(pointer, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1) == 1 else { throw lost() }
            expected.append(.deallocation(name: name))
        }
        evicted = []
    }

    private func sendExecution(of name: String, _ parameters: Parameters) -> Bool {
        let count = parameters.slots.count
        guard count > 0 else { return PQsendQueryPrepared(pointer, name, 0, nil, nil, nil, 1) == 1 }
        let lengths = parameters.slots.map { Int32(truncatingIfNeeded: $0.length ?? 0) }
        let formats = [Int32](repeating: 1, count: count)
        // An empty value still needs an address, since none means NULL.
        let bytes = parameters.bytes.isEmpty ? [0] : parameters.bytes
        return bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = parameters.slots.map { slot in slot.length == nil ? nil : base?.advanced(by: slot.offset) }
            return PQsendQueryPrepared(pointer, name, Int32(count), values, lengths, formats, 1) == 1
        }
    }

    private func receive(_ expected: [Expected], _ patience: Patience) async throws -> [Answer] {
        var answers: [Answer] = []
        answers.reserveCapacity(expected.count)
        var refusal: PostgresError?
        for item in expected {
            let result = try await resultOfOneStatement(patience)
            if let error = result.refusal {
                guard error.kind == .refused else { throw lost() }
                refusal = refusal ?? error
                forget(item, after: error)
            } else if result.status == PGRES_PIPELINE_ABORTED {
                forget(item, after: nil)
            } else if case .answer(let key) = item {
                answers.append(Answer(key: key, result: result))
            }
        }
        guard try await nextResult(patience)?.status == PGRES_PIPELINE_SYNC else { throw lost() }
        if let refusal { throw refusal }
        return answers
    }

    private func resultOfOneStatement(_ patience: Patience) async throws -> QueryResult {
        guard let result = try await nextResult(patience), result.status != PGRES_PIPELINE_SYNC else { throw lost() }
        // A server that ends the connection says so in place of an answer; nothing follows.
        if var farewell = result.refusal, farewell.isFarewell || PQstatus(pointer) != CONNECTION_OK {
            markBroken()
            farewell.kind = .connection
            throw farewell
        }
        guard try await nextResult(patience) == nil else { throw lost() }
        return result
    }

    private func forget(_ item: Expected, after refusal: PostgresError?) {
        switch item {
        case .preparation(let key):
            _ = statements.forget(key)
        case .answer(let key) where refusal?.isStalePlan == true:
            if let name = statements.forget(key) { evicted.append(name) }
        // Skipped after a refusal, so the server still has the statement.
        case .deallocation(let name) where refusal == nil:
            evicted.append(name)
        case .answer, .deallocation:
            break
        }
    }
}
