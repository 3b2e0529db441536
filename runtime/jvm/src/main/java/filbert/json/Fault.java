package filbert.json;

/**
 * Why a record is not one of its stream, thrown to leave the parser at once and never seen outside of it.
 *
 * <p>Its text is {@code field|CODE||message}; it carries no stack trace, which would cost more than the
 * whole record.
 */
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fault(String field, Code code, String message) {
        super(text(field, code, message), null, false, false);
    }

    /** The fault as the error column shows it. */
    static String text(String field, Code code, String message) {
        return field + '|' + code + "||" + message;
    }

    /** The codes of records that do not decode. */
    enum Code {
        /** No value, or nothing but white space. */
        E_EMPTY,
        /** Not the JSON of RFC 8259, or not one object. */
        E_JSON,
        /** Not UTF-8, or half of a surrogate pair. */
        E_ENCODING,
        /** A value that its column cannot hold. */
        E_FIELD,
        /** A value that must be there is missing or null. */
        E_REQUIRED,
        /** A value other than the listed ones. */
        E_ENUM,
        /** More bytes than the stream allows. */
        E_SIZE
    }
}
