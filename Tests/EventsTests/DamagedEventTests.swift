import Events
import Testing

@Suite("Events that arrive damaged")
struct DamagedEventTests {
    @Test(arguments: EventName.all)
    func `damaged JSON is read or refused, and what was read is written so that it is read again`(
        _ name: EventName
    ) throws {
        let golden = try Golden.json(of: name)
        var damage = JSONDamage(seed: name.short.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
        var refused = 0
        for _ in 0..<400 {
            let damaged = damage.inflict(on: golden)
            do {
                let written = try name.readAndWrite(damaged)
                guard try name.readAndWrite(written) == written else {
                    Issue.record(
                        "\(String(decoding: damaged.prefix(2_000), as: UTF8.self)) is not written as it was read")
                    return
                }
                _ = try name.key(damaged)
            } catch is UnreadableEvent {
                refused += 1
            }
        }
        #expect(name.event is any Command.Type ? refused == 0 : refused > 100)
    }
}
