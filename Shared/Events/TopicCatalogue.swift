/// Every topic of the system. The `topics` commands create topics from this list, and `asyncapi.yaml` is kept equal to
/// it.
extension Topic {
    package static let all: [Topic] = [
        .trsPerson, .giasEstablishment, .giasLink,
        .lookupRequest, .lookupReply, .teacher,
        .command, .commandOutcome, .ect, .school,
        .catalogue, .partnership, .training,
        .message,
    ]

    package static let trsPerson = Topic(
        name: "trs.person.v1", partitions: 3, retention: .compacted, ordering: .latest, owner: "trs",
        summary: """
            Snapshots of people in the Teaching Record System, keyed by teacher reference number. ce_sequence is observedAt in \
            milliseconds since 1970, so that several publishers agree on what is later.
            """)

    package static let giasEstablishment = Topic(
        name: "gias.establishment.v1", partitions: 3, retention: .compacted, ordering: .latest, owner: "gias",
        summary: "Snapshots of establishments in Get Information About Schools, keyed by URN.")

    package static let giasLink = Topic(
        name: "gias.link.v1", partitions: 3, retention: .compacted, ordering: .latest, owner: "gias",
        summary: "All predecessor and successor links of an establishment, keyed by its URN.")

    package static let lookupRequest = Topic(
        name: "identity.lookup-request.v1", partitions: 3, retention: .time(.minutes(15)), ordering: .unordered,
        owner: "registration", summary: "Questions whether a person is who a school says, keyed by TRN.")

    package static let lookupReply = Topic(
        name: "identity.lookup-reply.v1", partitions: 3, retention: .time(.minutes(15)), ordering: .unordered,
        owner: "identity", summary: "Answers to lookups, keyed by request id.")

    package static let teacher = Topic(
        name: "identity.teacher.v1", partitions: 3, retention: .compacted, ordering: .latest, owner: "identity",
        summary: "Public facts of a teacher, keyed by teacher reference number.")

    package static let command = Topic(
        name: "registration.command.v1", partitions: 3, retention: .time(.days(14)), ordering: .unordered,
        owner: "schools", summary: "What schools ask for, keyed by TRN, or by URN where no teacher is meant.")

    package static let commandOutcome = Topic(
        name: "registration.command-outcome.v1", partitions: 3, retention: .time(.days(14)), ordering: .unordered,
        owner: "registration", summary: "Exactly one outcome for each command, keyed by command id.")

    package static let ect = Topic(
        name: "registration.ect.v1", partitions: 3, retention: .time(.days(90)), ordering: .dense,
        owner: "registration", summary: "The life of early career teachers at schools, keyed by TRN.")

    package static let school = Topic(
        name: "registration.school.v1", partitions: 3, retention: .compacted, ordering: .latest,
        owner: "registration", summary: "Snapshots of schools as their users see them, keyed by URN.")

    package static let catalogue = Topic(
        name: "partnerships.catalogue.v1", partitions: 3, retention: .compacted, ordering: .latest,
        owner: "partnerships",
        summary: "Contract periods, lead providers, delivery partners, pairings, schedules, keyed by kind and id.")

    package static let partnership = Topic(
        name: "partnerships.partnership.v1", partitions: 3, retention: .compacted, ordering: .latest,
        owner: "partnerships", summary: "All partnerships of a school, keyed by URN.")

    package static let training = Topic(
        name: "partnerships.training.v1", partitions: 3, retention: .time(.days(90)), ordering: .dense,
        owner: "partnerships", summary: "Training periods of teachers, keyed by TRN.")

    package static let message = Topic(
        name: "notifications.message.v1", partitions: 3, retention: .time(.days(30)), ordering: .dense,
        owner: "notifications", summary: "What became of each e-mail, keyed by message id.")
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    fileprivate static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
