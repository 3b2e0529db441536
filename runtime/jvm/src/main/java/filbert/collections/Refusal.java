package filbert.collections;

/** A call cannot be calculated for these values; the guard of the expression says why. */
final class Refusal extends RuntimeException {
    static final Refusal INSTANCE = new Refusal();

    private static final long serialVersionUID = 1L;

    private Refusal() {
        super("refused", null, false, false);
    }
}
