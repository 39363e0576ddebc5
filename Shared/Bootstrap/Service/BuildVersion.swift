/// The version of this checkout, which a build may refine through `BUILD_VERSION`.
package enum BuildVersion {
    package static let current = "0.1.0"
}
