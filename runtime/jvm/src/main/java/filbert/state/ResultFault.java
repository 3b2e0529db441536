package filbert.state;

/** Why an aggregate has no result: codes and messages are those of the expression language. */
enum ResultFault {
    E_OVERFLOW("the result does not fit its type"),
    E_RANGE("the result is outside the range of its type");

    private final String message;

    ResultFault(String message) {
        this.message = message;
    }

    /** The text of the column {@code $error}: parameter, code, position (none), message. */
    String text(String parameter) {
        return parameter + '|' + name() + "||" + message;
    }
}
