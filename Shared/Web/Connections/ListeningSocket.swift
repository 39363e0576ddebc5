import Glibc
import NIOCore

/// Options of a listening socket that the kernel has and NIO has no name for.
struct ListeningSocket {
    private let socket: any SocketOptionProvider

    struct NotASocket: Error {}

    /// - Throws: ``NotASocket`` for a channel of another kind.
    init(_ listener: any Channel) throws(NotASocket) {
        guard let socket = listener as? any SocketOptionProvider else { throw NotASocket() }
        self.socket = socket
    }

    /// Makes the kernel drop the first segment of every new connection without an answer, and nothing else.
    func turnAwayNewcomers() async throws {
        // The kernel copies the program before the call returns.
        let steps = Instruction.dropFirstSegments
        let instructions = UnsafeMutableBufferPointer<Instruction>.allocate(capacity: steps.count)
        _ = instructions.initialize(from: steps)
        defer { instructions.deallocate() }
        try await socket.unsafeSetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET),
            name: NIOBSDSocket.Option(rawValue: SO_ATTACH_FILTER),
            value: Program(instructions)
        ).get()
    }

    /// Returns how many connections the kernel has accepted and the server has not.
    func waiting() async throws -> Int {
        let info: Info = try await socket.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: CInt(IPPROTO_TCP)),
            name: NIOBSDSocket.Option(rawValue: TCP_INFO)
        ).get()
        return Int(info.unacknowledged)
    }
}

/// `struct sock_filter`: one instruction of a classic packet filter.
private struct Instruction {
    let code: UInt16
    let ifTrue: UInt8
    let ifFalse: UInt8
    let operand: UInt32

    /// Drops a TCP segment that begins at byte 0 if it is a SYN without ACK; accepts every other segment whole.
    static let dropFirstSegments = [
        // Load the byte of flags.
        Instruction(code: 0x30, ifTrue: 0, ifFalse: 0, operand: 13),
        // Keep SYN and ACK.
        Instruction(code: 0x54, ifTrue: 0, ifFalse: 0, operand: 0x12),
        // Is it SYN alone?
        Instruction(code: 0x15, ifTrue: 0, ifFalse: 1, operand: 0x02),
        Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, operand: 0),
        Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, operand: .max),
    ]
}

/// `struct sock_fprog`.
///
/// Safe to hand to another thread: its creator keeps the instructions until the kernel has copied them.
private struct Program: @unchecked Sendable {
    let count: UInt16
    let instructions: UnsafePointer<Instruction>?

    init(_ instructions: UnsafeMutableBufferPointer<Instruction>) {
        count = UInt16(instructions.count)
        self.instructions = UnsafePointer(instructions.baseAddress)
    }
}

/// The beginning of `struct tcp_info`. For a listening socket, `unacknowledged` counts the connections that wait to be
/// accepted.
private struct Info: Sendable {
    let state: UInt64
    let retransmissionTimeout: UInt32
    let acknowledgementTimeout: UInt32
    let sentSegmentSize: UInt32
    let receivedSegmentSize: UInt32
    let unacknowledged: UInt32
    let sacked: UInt32
}
