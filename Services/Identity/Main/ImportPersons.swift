import ArgumentParser
import Bootstrap
import Foundation
import IdentityProof
import IdentityService

struct ImportPersons: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-persons",
        abstract: "Publish people from a file, in the place of the Teaching Record System.",
        discussion: """
            The file holds one JSON object a line. A person has trn, firstName, lastName and induction.status, and may \
            have middleName, dateOfBirth, nationalInsuranceNumber, qualifiedTeacherStatusAwardedOn, \
            induction.startedOn, induction.completedOn, prohibition (with endsOn where it ends) and observedAt. With \
            "type" it says that a record is deactivated, reactivated, not-found, or merged (with mergedInto). Dates of \
            birth and national insurance numbers are digested with LOOKUP_KEY and go no further.

            Of several lines about one person each needs an observedAt that is later than the one before: it is the version of \
            what the line says.

            After a change of LOOKUP_KEY a file is taken again with --observed-now, digested with the new key. It outranks \
            whatever was published before, so it must hold all that is true today: an old file would bring old names and \
            lifted prohibitions back.

            Lines that cannot be used are reported by their number and skipped. Exit codes: 0 all lines were used, 65 \
            some were skipped. Settings: LOOKUP_KEY_FILE beside those of serve.
            """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Flag(help: "Take every line as of now, whatever its observedAt, so that a file published before is taken again.")
    var observedNow = false

    func run() async throws {
        let (file, observedNow) = (file, observedNow)
        try await OneShot<IdentityMicroservice>.run { context in
            let url = try InputFile.url(of: file)
            let key = try context.settings.value(of: lookupKeySetting).current
            let report = try await PersonImport(
                key: key, producer: context.producer, now: context.now(), isObservedNow: observedNow
            ).run(url) { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
            FileHandle.standardError.write(Data("digests are made with lookup key \(key.id)\n".utf8))
            print("\(report.published) published, \(report.skipped) skipped")
            if report.skipped > 0 { throw ExitCode(Bootstrap.ExitStatus.data.rawValue) }
        }
    }
}
