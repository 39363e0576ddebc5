package import Bootstrap
package import RegistrationService

extension CSVHeaderProblem: ErrorWithExitStatus {
    package var exitStatus: ExitStatus { .data }
}

extension CommandNotTaken: ErrorWithExitStatus {
    package var exitStatus: ExitStatus { .unavailable }
}

extension NoLinks: ErrorWithExitStatus {
    package var exitStatus: ExitStatus { .data }
}
