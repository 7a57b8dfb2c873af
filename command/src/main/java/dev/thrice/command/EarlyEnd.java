package dev.thrice.command;

/** What is done when this process is told to end, as by Ctrl-C. */
public final class EarlyEnd {
    private final Thread early;

    /**
     * From now on; does not return where the process has been told to end.
     *
     * @param last is run on a thread of its own, and when it is through the process ends
     */
    public EarlyEnd(Runnable last) {
        early = new Thread(last, "early end");
        try {
            Runtime.getRuntime().addShutdownHook(early);
        } catch (IllegalStateException e) {
            awaitTheEnd();
        }
    }

    /** From now on no more; does not return where the process has been told to end. */
    public void letGo() {
        try {
            Runtime.getRuntime().removeShutdownHook(early);
        } catch (IllegalStateException e) {
            awaitTheEnd(); // it is at work, and ends this process
        }
    }

    private static void awaitTheEnd() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
