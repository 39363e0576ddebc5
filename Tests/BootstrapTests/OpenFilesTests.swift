import Glibc
import Testing

@testable import Bootstrap

struct OpenFilesTests {
    @Test(arguments: [(1_024, 384), (4_096, 1_920), (100, 8), (Int.max, (Int.max - 256) / 2)])
    func `connections leave room for everything else`(limit: Int, connections: Int) {
        #expect(OpenFiles.connectionsOfOnePort(limit: limit) == connections)
    }

    @Test func `the limit is as high as it may be`() {
        var limit = rlimit()
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        limit.rlim_cur = limit.rlim_max - 1
        #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(OpenFiles.raiseLimit() == Int(clamping: limit.rlim_max))
        #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        #expect(limit.rlim_cur == limit.rlim_max)
    }
}
