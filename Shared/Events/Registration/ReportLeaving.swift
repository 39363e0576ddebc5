/// A school reports an early career teacher's last day there, for whatever reason.
package struct ReportLeaving: Command, Hashable {
    package static let type: EventType = "registration.ect.report-leaving"
    package static let topic = Topic.command

    package var commandID: String
    package var urn: String?
    package var trn: String?
    package var leavingOn: String?
    package var requestedBy: String?

    package var key: String { trn ?? urn ?? commandID }

    package init(
        commandID: String,
        urn: String? = nil,
        trn: String? = nil,
        leavingOn: String? = nil,
        requestedBy: String? = nil
    ) {
        self.commandID = commandID
        self.urn = urn
        self.trn = trn
        self.leavingOn = leavingOn
        self.requestedBy = requestedBy
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        commandID = fields.written(.commandID) ?? ""
        urn = fields.written(.urn)
        trn = fields.written(.trn)
        leavingOn = fields.written(.leavingOn)
        requestedBy = fields.written(.requestedBy)
    }

    package static var blank: ReportLeaving { ReportLeaving(commandID: "") }
}
