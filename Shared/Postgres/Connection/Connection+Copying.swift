import CLibpq

extension Connection {
    /// Bytes gathered before they are given to libpq, so that memory does not grow with the number of rows.
    private static let chunk = 64 * 1_024
    private static let copyHeader: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)

    /// Streams rows into a table in COPY's binary form. `next` appends one row to the buffer, or returns `false` at the
    /// end.
    func copy(
        _ statement: String, _ patience: Patience, next: (inout [UInt8]) -> Bool
    ) async throws -> Int {
        try await outsidePipeline {
            guard PQsendQuery(pointer, statement) == 1 else { throw lost() }
            try await flush(patience)
            guard let answer = try await nextResult(patience) else { throw lost() }
            guard answer.status == PGRES_COPY_IN else {
                _ = try await drain(patience)
                throw answer.refusal ?? lost()
            }
            var buffer = Self.copyHeader
            while next(&buffer) {
                if buffer.count >= Self.chunk { try await put(&buffer, patience) }
            }
            buffer.append(bigEndian: Int16(-1))
            try await put(&buffer, patience)
            guard PQputCopyEnd(pointer, nil) == 1 else { throw lost() }
            try await flush(patience)
            return try await drain(patience)
        }
    }

    /// Runs a script of several statements. Only for migrations: the statements are not prepared and take no values.
    func run(script: String, _ patience: Patience) async throws {
        try await outsidePipeline {
            guard PQsendQuery(pointer, script) == 1 else { throw lost() }
            try await flush(patience)
            _ = try await drain(patience)
        }
    }

    var isInTransaction: Bool {
        PQtransactionStatus(pointer) == PQTRANS_INTRANS
    }

    private func put(_ buffer: inout [UInt8], _ patience: Patience) async throws {
        let accepted = buffer.withUnsafeBytes { bytes in
            PQputCopyData(pointer, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard accepted == 1 else { throw lost() }
        buffer.removeAll(keepingCapacity: true)
        try await flush(patience)
    }

    /// Reads to the end of the command. Throws the first refusal, or returns the number of rows of the last result.
    private func drain(_ patience: Patience) async throws -> Int {
        var refusal: PostgresError?
        var rows = 0
        while let result = try await nextResult(patience) {
            refusal = refusal ?? result.refusal
            rows = result.affectedRows
        }
        if let refusal { throw refusal }
        return rows
    }

    // COPY and scripts of several statements are not allowed in pipeline mode.
    private func outsidePipeline<R: Sendable>(_ body: () async throws -> R) async throws -> R {
        guard !isBroken else { throw lost() }
        try Task.checkCancellation()
        guard PQexitPipelineMode(pointer) == 1 else { throw lost() }
        do {
            let result = try await body()
            guard PQenterPipelineMode(pointer) == 1 else { throw lost() }
            return result
        } catch let error as PostgresError where error.kind == .refused && !error.isFarewell {
            guard PQenterPipelineMode(pointer) == 1 else { throw lost() }
            throw error
        } catch {
            markBroken()
            throw error
        }
    }
}
