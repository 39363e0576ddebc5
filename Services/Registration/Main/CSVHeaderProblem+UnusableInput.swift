import Bootstrap
import RegistrationService

extension CSVHeaderProblem: UnusableInput {}
