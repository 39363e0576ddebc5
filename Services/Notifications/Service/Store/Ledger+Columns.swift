import NotificationsDomain
import Postgres

// Stored as `text`, by the raw values of the domain.

extension Purpose: PostgresValue, PostgresArrayElement {}
extension MessageState: PostgresValue, PostgresArrayElement {}
