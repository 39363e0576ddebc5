import Foundation
import NotificationsDomain
import Testing

@Suite("Reading an answer of GOV.UK Notify")
struct SendingOutcomeTests {
    @Test(
        arguments: [
            (201, nil, SendingOutcome.accepted(notifyID: uuid(1))),
            (400, "ValidationError", .refused(.validation)),
            (400, "BadRequestError", .misconfigured(status: 400)),
            (400, nil, .misconfigured(status: 400)),
            (404, "NoResultFound", .misconfigured(status: 404)),
            (404, nil, .misconfigured(status: 404)),
            (405, nil, .misconfigured(status: 405)),
            (413, nil, .misconfigured(status: 413)),
            (401, "AuthError", .forbidden),
            (403, "AuthError", .forbidden),
            (403, "BadRequestError", .forbidden),
            (408, nil, .busy),
            (429, "RateLimitError", .busy),
            (429, nil, .busy),
            (429, "TooManyRequestsError", .quotaSpent),
            (500, "Exception", .uncertain),
            (502, nil, .uncertain),
            (503, nil, .uncertain),
            (504, "EventletTimeout", .uncertain),
            (302, nil, .uncertain),
        ] as [(Int, String?, SendingOutcome)])
    func `status and error word decide`(status: Int, error: String?, outcome: SendingOutcome) {
        #expect(SendingOutcome(status: status, error: error, notifyID: uuid(1)) == outcome)
    }

    @Test func `an acceptance that cannot be read is uncertain`() {
        #expect(SendingOutcome(status: 201, error: nil, notifyID: nil) == .uncertain)
    }

    @Test(arguments: [
        ("created", DeliveryStatus.pending), ("sending", .pending), ("pending", .pending), ("something-new", .pending),
        ("delivered", .delivered), ("permanent-failure", .failed(.permanentFailure)),
        ("temporary-failure", .failed(.temporaryFailure)), ("technical-failure", .failed(.technicalFailure)),
        ("failed", .failed(.unspecifiedFailure)), ("cancelled", .failed(.unspecifiedFailure)),
        ("validation-failed", .failed(.unspecifiedFailure)), ("virus-scan-failed", .failed(.unspecifiedFailure)),
    ])
    func `Notify's words for what became of an e-mail`(word: String, status: DeliveryStatus) {
        #expect(DeliveryStatus(notifyStatus: word) == status)
    }
}
