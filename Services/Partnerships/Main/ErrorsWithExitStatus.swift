package import Bootstrap
package import PartnershipsService

extension UnusableCatalogue: ErrorWithExitStatus {
    package var exitStatus: ExitStatus { .data }
}
