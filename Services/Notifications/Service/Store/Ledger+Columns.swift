import NotificationsDomain
import Postgres

// `text`, in the words of the domain.

extension Purpose: PostgresValue, PostgresArrayElement {}
extension MessageState: PostgresValue, PostgresArrayElement {}
