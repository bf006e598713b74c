// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    // Exclusive access to memory is checked when a debug build runs, as all tests do. The checks take a tenth of a request's
    // instructions.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// For the product, whose functions of _StringProcessing are in `System/Text.swift`.
let product: [SwiftSetting] =
    strict + [.unsafeFlags(["-Xfrontend", "-disable-implicit-string-processing-module-import"])]

/// For what runs once, or by hand: a small executable matters more there than speed.
let small: [SwiftSetting] = product + [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let package = Package(
    name: "maintenance",
    products: [
        .executable(name: "maintenance", targets: ["maintenance"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibevent",
            path: "CLibevent",
            pkgConfig: "libevent",
            providers: [.apt(["libevent-dev", "pkg-config"])]
        ),
        .systemLibrary(
            name: "CZlib",
            path: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev", "pkg-config"])]
        ),
        .systemLibrary(
            name: "CLinux",
            path: "CLinux"
        ),
        .target(
            name: "System",
            dependencies: ["CLinux"],
            swiftSettings: product
        ),
        .target(
            name: "Sandbox",
            dependencies: ["CLinux", "System"],
            swiftSettings: small
        ),
        .target(
            name: "HTTP",
            swiftSettings: product
        ),
        .target(
            name: "Libevent",
            dependencies: ["CLibevent", "HTTP", "System"],
            swiftSettings: product
        ),
        .target(
            name: "MaintenanceSite",
            dependencies: ["CLinux", "CZlib", "HTTP", "System"],
            resources: [.embedInCode("Resources/return.js")],
            swiftSettings: product
        ),
        .target(
            name: "MaintenancePage",
            dependencies: ["MaintenanceSite", "System"],
            resources: [.embedInCode("Resources")],
            swiftSettings: small
        ),
        .target(
            name: "MaintenanceCheck",
            dependencies: ["HTTP", "MaintenanceSite", "System"],
            resources: [.embedInCode("Resources/character-references.txt")],
            swiftSettings: small
        ),
        .target(
            name: "MaintenanceHAProxy",
            dependencies: ["System"],
            swiftSettings: small
        ),
        .target(
            name: "MaintenanceRehearsal",
            dependencies: ["MaintenanceHAProxy", "System"],
            swiftSettings: small
        ),
        .target(
            name: "MaintenanceServer",
            dependencies: [
                "HTTP",
                "Libevent",
                "MaintenanceSite",
                "Sandbox",
                "System",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: product
        ),
        .executableTarget(
            name: "maintenance",
            dependencies: [
                "HTTP",
                "MaintenanceCheck",
                "MaintenanceHAProxy",
                "MaintenancePage",
                "MaintenanceRehearsal",
                "MaintenanceServer",
                "MaintenanceSite",
                "Sandbox",
                "System",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: small
        ),
        .target(
            name: "TestSupport",
            dependencies: ["System"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(
            name: "ServerTestSupport",
            dependencies: [
                "HTTP",
                "MaintenanceServer",
                "MaintenanceSite",
                "System",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/ServerTestSupport",
            swiftSettings: strict
        ),
        .target(
            name: "FuzzProperties",
            dependencies: ["HTTP", "MaintenanceServer", "MaintenanceSite", "System"],
            path: "Fuzz/Properties",
            swiftSettings: strict
        ),
        .testTarget(
            name: "FuzzTests",
            dependencies: ["FuzzProperties", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SystemTests",
            dependencies: ["System", "TestSupport"],
            swiftSettings: product
        ),
        .executableTarget(
            name: "SandboxProbe",
            dependencies: ["CLinux", "Sandbox", "System"],
            path: "Tests/SandboxProbe",
            swiftSettings: strict
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: ["SandboxProbe", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPTests",
            dependencies: ["FuzzProperties", "HTTP", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LibeventTests",
            dependencies: ["CLibevent", "HTTP", "Libevent", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceSiteTests",
            dependencies: ["CZlib", "HTTP", "MaintenanceSite", "System", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceCheckTests",
            dependencies: ["HTTP", "MaintenanceCheck", "MaintenanceSite", "System", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceHAProxyTests",
            dependencies: ["MaintenanceHAProxy", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceRehearsalTests",
            dependencies: ["MaintenanceHAProxy", "MaintenanceRehearsal", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenancePageTests",
            dependencies: ["MaintenancePage", "MaintenanceSite", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MaintenanceServerTests",
            dependencies: [
                "HTTP",
                "MaintenanceServer",
                "MaintenanceSite",
                "ServerTestSupport",
                "System",
                "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GuardTestSupport",
            dependencies: ["CLibevent", "Libevent", "TestSupport"],
            path: "Tests/GuardTestSupport",
            swiftSettings: strict
        ),
        .testTarget(
            name: "GuardTests",
            dependencies: [
                "GuardTestSupport", "HTTP", "Libevent", "MaintenanceServer", "ServerTestSupport", "System",
                "TestSupport",
                "maintenance",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EvhttpTests",
            dependencies: ["CLibevent", "GuardTestSupport", "Libevent", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: ["SandboxProbe", "System", "maintenance", "TestSupport"],
            exclude: ["lint.py"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "maintenance", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "BrowserTests",
            dependencies: ["MaintenanceCheck", "MaintenanceSite", "maintenance", "TestSupport"],
            exclude: ["Visitors.js"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "UploadTests",
            dependencies: ["maintenance", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HAProxyTests",
            dependencies: ["MaintenanceHAProxy", "maintenance", "TestSupport"],
            swiftSettings: strict
        ),
    ]
)
