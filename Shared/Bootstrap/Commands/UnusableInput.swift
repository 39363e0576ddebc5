/// An error that says that nothing of an input can be used. A command that it ends has changed nothing, and exits with 65.
package protocol UnusableInput: Error {}
