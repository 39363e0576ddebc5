import RegistrationDomain
import Testing
import Vocabulary

@Suite("Changes of a name")
struct NameChangeTests {
    @Test(
        arguments: [
            ("Ada Lovelace", "Ada King"), ("Ada Lovelace", "Augusta Lovelace"), ("Ada Lovelace", "Ada Augusta King"),
            ("Ada Lovelace", "ADA LOVELACE"), ("Zoe ONeil", "Zoë O'Neil-Smith"), ("Zoë Ångström", "Zoe Angstrom"),
            ("Søren Łódź", "Soren Lodz"), ("Ada", "Ada Lovelace"), ("Ada Lovelace", "Lovelace"),
            ("Renée O'Neill", "RENEE ONEILL-BYRON"), ("Ada B. Lovelace", "Ada Lovelace"),
        ])
    func `of which one end stays the same is not significant`(previous: String, new: String) throws {
        #expect(try !NameChange(from: previous, to: PersonName(parsing: new)).isSignificant)
    }

    @Test(
        arguments: [
            ("Ada Lovelace", "Grace Hopper"), ("Ada Lovelace", "Lovelace Ada"), ("Ada", "Grace"),
            ("Unknown", "Grace Hopper"), ("Ada Lovelace", "Adah Loveless"), ("Λέλα Καρά", "Ζωή Νέρι"),
        ])
    func `of which both ends differ is significant`(previous: String, new: String) throws {
        #expect(try NameChange(from: previous, to: PersonName(parsing: new)).isSignificant)
    }

    @Test(
        arguments: [
            // correction in the command, earlier correction -> the name before, the name after
            (nil, nil, nil), (nil, "Ada Byron", nil), ("Ada Lovelace", nil, nil), ("Ada Byron", "Ada Byron", nil),
            ("Ada King", nil, ["Ada Lovelace", "Ada King"]), ("Ada King", "Ada Byron", ["Ada Byron", "Ada King"]),
            ("Ada Lovelace", "Ada Byron", ["Ada Byron", "Ada Lovelace"]),
            ("Ada King", "Ada Lovelace", ["Ada Lovelace", "Ada King"]),
        ] as [(String?, String?, [String]?)])
    func `are told where a registration makes the school see another name`(
        given: String?, earlier: String?, change: [String]?
    ) throws {
        var world = try World()
        world.fields.correctedName = given
        world.correctedName = try earlier.map { try PersonName(parsing: $0) }

        let told = try #require(world.registration()).nameChange

        #expect(told.map { [$0.previous, $0.new.rawValue] } == change)
    }
}
