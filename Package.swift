// swift-tools-version:6.2
import PackageDescription

// Every arrow between modules is written in this file and nowhere else: `deploy/test manifest` fails over an import that
// is not declared here, an arrow that nothing needs, and one that may not be.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let metricsTestKit: Target.Dependency = .product(name: "MetricsTestKit", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A module under Shared/, with its tests under Tests/.
func shared(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource] = [],
    testedWith extra: [Target.Dependency] = [],
    fixtures: [Resource] = []
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, path: "Shared/\(name)", resources: resources,
            swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies + extra,
            path: "Tests/\(name)Tests", resources: fixtures, swiftSettings: settings),
    ]
}

/// The targets of one service: pure rules, the shell around them, a thin executable, and the tests of the first two.
///
/// - Parameters:
///   - extra: what this shell needs beside what every one does.
///   - main: what this executable names beside its shell and what starts it.
func service(
    _ name: String, _ extra: [Target.Dependency], main: [Target.Dependency] = [], testedWith: [Target.Dependency] = []
) -> [Target] {
    let domain = "\(name)Domain"
    let shell = "\(name)Service"
    let shellDependencies: [Target.Dependency] =
        [
            .target(name: domain), "Vocabulary", "Events", "Messaging", "Postgres", "Web", metrics, hummingbird,
            httpTypes,
        ] + extra
    return [
        .target(
            name: domain, dependencies: ["Vocabulary"], path: "Services/\(name)/Domain", swiftSettings: settings),
        .target(
            name: shell, dependencies: shellDependencies, path: "Services/\(name)/Service",
            resources: [.copy("Migrations")], swiftSettings: settings),
        .executableTarget(
            name: name.lowercased(),
            dependencies: [.target(name: shell), "Bootstrap", "Events", "Postgres", arguments] + main,
            path: "Services/\(name)/Main", swiftSettings: settings),
        .testTarget(
            name: "\(domain)Tests", dependencies: [.target(name: domain), "Vocabulary"],
            path: "Tests/\(domain)Tests", swiftSettings: settings),
        .testTarget(
            name: "\(shell)Tests",
            dependencies: [.target(name: shell), "TestSupport", hummingbirdTesting] + shellDependencies + testedWith,
            path: "Tests/\(shell)Tests", swiftSettings: settings),
    ]
}

let package = Package(
    name: "register-early-career-teachers",
    dependencies: [
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.20.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibrdkafka", path: "Shared/CLibrdkafka", pkgConfig: "rdkafka",
            providers: [.apt(["librdkafka-dev"])]),
        .systemLibrary(
            name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "TestSupport",
            dependencies: ["CLibrdkafka", "Postgres", "Kafka", "Messaging", "Events", "Vocabulary", logging],
            path: "Tests/Support", swiftSettings: settings),
        .testTarget(
            name: "ArchitectureTests", dependencies: ["Events", "Vocabulary", yams],
            path: "Tests/ArchitectureTests", swiftSettings: settings),
    ]
        + shared("Vocabulary")
        + shared("IdentityProof", ["Vocabulary", crypto])
        + shared("CommaSeparatedValues")
        + shared(
            "Events", ["Vocabulary"], testedWith: ["TestSupport", yams],
            fixtures: [.copy("Golden"), .copy("FirstForms")])
        + shared(
            "Kafka", ["CLibrdkafka", deque, lifecycle, logging, metrics], testedWith: ["TestSupport", metricsTestKit])
        + shared(
            "Postgres", ["CLibpq", crypto, deque, heap, lifecycle, logging, metrics],
            testedWith: ["TestSupport", metricsTestKit])
        + shared(
            "Messaging",
            ["Events", "Kafka", "Observability", "Postgres", "Vocabulary", lifecycle, logging, metrics],
            resources: [.copy("Migrations")], testedWith: ["TestSupport", nio, nioPosix])
        + shared(
            "Web",
            [
                "Observability", "Vocabulary", hummingbird, hummingbirdCore, httpTypes, lifecycle, nio, nioHTTP,
                nioHTTPTypes, logging, metrics,
            ],
            testedWith: ["TestSupport", hummingbirdTesting, nioPosix])
        + shared("Observability", [logging, metrics])
        + shared(
            "Bootstrap",
            [
                "Events", "Kafka", "Messaging", "Observability", "Postgres", "Vocabulary", "Web",
                arguments, configuration, hummingbird, httpTypes, nio, nioPosix, lifecycle, logging, unixSignals,
            ],
            testedWith: ["TestSupport", hummingbirdTesting, metrics])
        + service("Identity", ["IdentityProof", "Kafka"], main: ["IdentityProof"])
        + service(
            "Registration", ["CommaSeparatedValues", "IdentityProof", "Kafka", crypto, lifecycle, logging],
            main: ["IdentityProof", "RegistrationDomain", "Vocabulary"])
        + service("Partnerships", ["CommaSeparatedValues", crypto, lifecycle, logging, nio], testedWith: ["Kafka"])
        + service(
            "Notifications", [crypto, httpClient, jwt, lifecycle, logging, nio, nioHTTP, nioPosix, nioSSL],
            main: ["NotificationsDomain", logging]),
    swiftLanguageModes: [.v6]
)
