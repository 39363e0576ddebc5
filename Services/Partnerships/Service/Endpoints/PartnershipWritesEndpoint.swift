import Hummingbird
import Messaging
import PartnershipsDomain
import Vocabulary
import Web

/// An endpoint that creates partnerships and corrects their delivery partner. It answers with the stored document.
struct PartnershipWritesEndpoint: Sendable {
    let create: CreatePartnership
    let correct: CorrectDeliveryPartner

    func create(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let attributes = try await RequestAttributes(
            request, recognised: ["cohort", "school_id", "delivery_partner_id"])
        let wanted = PartnershipRequest(
            cohort: attributes.given("cohort") { Int($0).map(ContractPeriodYear.init(rawValue:)) },
            schoolID: attributes.given("school_id", parsing: SchoolID.init(parsing:)),
            deliveryPartnerID: attributes.given("delivery_partner_id", parsing: DeliveryPartnerID.init(parsing:)))
        do {
            let body = try await create(wanted, by: try context.leadProviderID)
            Failpoint.pass(.afterCommitBeforeAnswer)
            return StoredJSON(body, under: "data")
        } catch let errors as AttributeErrors {
            throw Problem(errors)
        }
    }

    func correct(_ request: Request, context: APIRequestContext) async throws -> StoredJSON {
        let leadProviderID = try context.leadProviderID
        // A missing partnership is reported before the body is read.
        guard let id = context.parameters.get("id").flatMap(PartnershipID.init(parsing:)),
            try await correct.isOwn(id, of: leadProviderID)
        else { throw Problem.notFound }
        let attributes = try await RequestAttributes(request, recognised: ["delivery_partner_id"])
        let wanted = attributes.given("delivery_partner_id", parsing: DeliveryPartnerID.init(parsing:))
        do {
            guard let body = try await correct(id, to: wanted, by: leadProviderID) else { throw Problem.notFound }
            return StoredJSON(body, under: "data")
        } catch let errors as AttributeErrors {
            throw Problem(errors)
        }
    }
}
