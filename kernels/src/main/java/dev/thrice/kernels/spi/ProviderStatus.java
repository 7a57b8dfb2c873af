package dev.thrice.kernels.spi;

/**
 * What is known of a provider on this machine.
 *
 * @param name the word it is chosen by
 * @param available whether it can work here
 * @param detail what it is, or why it cannot work
 */
public record ProviderStatus(String name, boolean available, String detail) {}
