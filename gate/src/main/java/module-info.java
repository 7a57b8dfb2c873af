/** What a benchmark implements to be compared by {@code thrice gate}. Needs nothing but the JDK. */
module dev.thrice.gate {
    exports dev.thrice.gate;
}
