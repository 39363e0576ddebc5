package import Foundation

/// `timestamptz`, to the microsecond. ``Foundation/Date/distantFuture`` and ``Foundation/Date/distantPast`` are
/// `infinity` and `-infinity`. A date beyond the server's range is written as one of the two.
extension Date: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 1184 }
    package static var arrayOID: UInt32 { 1185 }

    /// The seconds from 1 January 2000, where Postgres counts from, to 1 January 2001, where `Date` counts from.
    private static let secondsBetweenEpochs: Double = 366 * 86_400
    /// The first and the last microsecond that a server accepts: 4713 BC and AD 294276.
    private static let serverRange: ClosedRange<Double> = -211_813_488_000_000_000...9_223_371_331_199_998_976

    package func encode(into buffer: inout [UInt8]) {
        buffer.append(bigEndian: microsecondsSince2000)
    }

    private var microsecondsSince2000: Int64 {
        if self >= .distantFuture { return .max }
        if self <= .distantPast { return .min }
        let microseconds = ((timeIntervalSinceReferenceDate + Self.secondsBetweenEpochs) * 1_000_000).rounded()
        guard !microseconds.isNaN else { return .min }
        guard Self.serverRange.contains(microseconds) else { return microseconds > 0 ? .max : .min }
        return Int64(microseconds)
    }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        switch try bytes.soleInteger(as: Int64.self) {
        case .max: self = .distantFuture
        case .min: self = .distantPast
        case let microseconds:
            // Converting whole seconds separately keeps the microsecond exact for any year.
            let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
            self = Date(
                timeIntervalSinceReferenceDate: Double(seconds) - Self.secondsBetweenEpochs + Double(rest) / 1_000_000)
        }
    }
}

/// A `date`, as the number of days since 1 January 1970.
package struct PostgresDate: Hashable, Comparable, Sendable {
    package var daysSinceEpoch: Int32

    package init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    package static let infinity = PostgresDate(daysSinceEpoch: .max)
    package static let minusInfinity = PostgresDate(daysSinceEpoch: .min)

    package static func < (one: PostgresDate, other: PostgresDate) -> Bool {
        one.daysSinceEpoch < other.daysSinceEpoch
    }
}

extension PostgresDate: PostgresValue, PostgresArrayElement {
    package static var oid: UInt32 { 1082 }
    package static var arrayOID: UInt32 { 1182 }

    private static let daysBetweenEpochs: Int32 = 10_957

    package func encode(into buffer: inout [UInt8]) {
        let (shifted, overflow) = daysSinceEpoch.subtractingReportingOverflow(Self.daysBetweenEpochs)
        buffer.append(bigEndian: self == .infinity ? .max : overflow ? .min : shifted)
    }

    package init(decoding bytes: RawSpan) throws(PostgresDecodingProblem) {
        let days = try bytes.soleInteger(as: Int32.self)
        let (shifted, overflow) = days.addingReportingOverflow(Self.daysBetweenEpochs)
        self = days == .min ? .minusInfinity : PostgresDate(daysSinceEpoch: overflow ? .max : shifted)
    }
}
