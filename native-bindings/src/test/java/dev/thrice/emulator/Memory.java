package dev.thrice.emulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;

/** The memory that code may touch: named regions with nothing between them. Any access elsewhere is an {@link EmulationException}. */
public final class Memory {
    private static final long PAGE = 4096;

    private final TreeMap<Long, Region> regions = new TreeMap<>();
    private long free = 0x10_0000;
    private Region last;

    private record Region(String name, long base, MemorySegment bytes, boolean writable) {
        boolean holds(long address, int size) {
            return address >= base && address + size <= end();
        }

        long end() {
            return base + bytes.byteSize();
        }
    }

    /** Nothing at all. */
    public Memory() {}

    Memory(Memory other) {
        regions.putAll(other.regions);
        free = other.free;
    }

    /**
     * {@return the address of these bytes from now on, the first of a page, with a page at least unmapped before and behind}
     *
     * @param name what messages call the region
     * @param bytes its memory
     * @param writable whether code may write to it
     */
    public long map(String name, MemorySegment bytes, boolean writable) {
        long base = free + PAGE;
        map(name, base, bytes, writable);
        free = (base + bytes.byteSize() + PAGE - 1) / PAGE * PAGE;
        return base;
    }

    /**
     * Puts these bytes at an address.
     *
     * @param name what messages call the region
     * @param base the first byte's
     * @param bytes its memory
     * @param writable whether code may write to it
     */
    public void map(String name, long base, MemorySegment bytes, boolean writable) {
        Map.Entry<Long, Region> below = regions.floorEntry(base + bytes.byteSize() - 1);
        if (below != null && below.getValue().end() > base) {
            throw new IllegalArgumentException(
                    name + " overlaps " + below.getValue().name());
        }
        regions.put(base, new Region(name, base, bytes, writable));
    }

    /** Refuses what lies outside of every region, and writing to what is read-only. */
    void check(long address, int size, boolean writes) {
        region(address, size, writes);
    }

    /** {@return the bytes at an address, zero-extended} */
    long get(long address, int size) {
        Region region = region(address, size, false);
        MemorySegment bytes = region.bytes();
        long offset = address - region.base();
        return switch (size) {
            case 1 -> bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xFFL;
            case 2 -> bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset) & 0xFFFFL;
            case 4 -> bytes.get(ValueLayout.JAVA_INT_UNALIGNED, offset) & 0xFFFF_FFFFL;
            case 8 -> bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
            default -> throw new IllegalArgumentException("size " + size);
        };
    }

    /** Puts the low bytes of a value at an address. */
    void put(long address, int size, long value) {
        Region region = region(address, size, true);
        MemorySegment bytes = region.bytes();
        long offset = address - region.base();
        switch (size) {
            case 1 -> bytes.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
            case 2 -> bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) value);
            case 4 -> bytes.set(ValueLayout.JAVA_INT_UNALIGNED, offset, (int) value);
            case 8 -> bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, value);
            default -> throw new IllegalArgumentException("size " + size);
        }
    }

    private Region region(long address, int size, boolean writes) {
        if (last == null || !last.holds(address, size)) {
            Map.Entry<Long, Region> below = regions.floorEntry(address);
            if (below == null || !below.getValue().holds(address, size)) {
                throw new EmulationException("%s %d bytes at 0x%x, %s"
                        .formatted(writes ? "writes" : "reads", size, address, where(address, size)));
            }
            last = below.getValue();
        }
        if (writes && !last.writable()) {
            throw new EmulationException(
                    "writes %d bytes at 0x%x, in %s, which is read-only".formatted(size, address, last.name()));
        }
        return last;
    }

    /** In relation to the nearest region. */
    private String where(long address, int size) {
        Map.Entry<Long, Region> below = regions.floorEntry(address);
        Map.Entry<Long, Region> above = regions.higherEntry(address);
        long past = below == null
                ? Long.MAX_VALUE
                : address + size - below.getValue().end();
        long before = above == null ? Long.MAX_VALUE : above.getKey() - address;
        return past < size || past < before
                ? past + " past the end of " + below.getValue().name()
                : before + " before "
                        + (above == null ? "anything" : above.getValue().name());
    }
}
