package import Vocabulary

/// The label by which GOV.UK Notify finds an e-mail.
///
/// It is made of the dedupe key of the e-mail, so that a ledger that lost its rows finds again what was sent. An e-mail
/// that was entered before references were made this way has its id as its reference.
package typealias EmailReference = Identifier<EmailReferenceSubject>

package enum EmailReferenceSubject {}
