package dev.thrice.lab.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.thrice.command.Memory;
import dev.thrice.command.UsageError;
import dev.thrice.engine.chain.Activation;
import dev.thrice.engine.chain.Chain;
import dev.thrice.engine.chain.DenseLayer;
import dev.thrice.engine.chain.ElementaryFunction;
import dev.thrice.lab.learn.SavedNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What varies a network of layers that are not alike: 20 - 12 - 6 - 3, GELU without a bias, then ReLU. */
class OwnNetworksTest {
    private static final Chain CHAIN = Chain.inputs(20)
            .then(new DenseLayer(20, 12, Activation.GELU, false))
            .dense(6, Activation.RELU)
            .classes(3);
    private static final OwnNetwork OWN = new OwnNetwork("own widths", "--widths 20,12,6,3", CHAIN, null);

    private static List<Networks.Variation> varied(String sweep, boolean quick) {
        return new OwnNetworks(OWN, 64, false)
                .variations(quick).stream()
                        .filter(each -> each.sweep().equals(sweep))
                        .toList();
    }

    @Test
    void batchesAreOfTheVeryNetwork() {
        List<Networks.Variation> batches = varied("batch", false);
        assertEquals(
                List.of(1, 4, 16, 256),
                batches.stream().map(Networks.Variation::batch).toList());
        batches.forEach(each -> assertEquals(CHAIN, each.chain()));
    }

    @Test
    void hiddenLayersAreAllWiderByOneFactor() {
        List<Networks.Variation> widths = varied("width factor", false);
        assertEquals(4, widths.size());
        for (Networks.Variation each : widths) {
            assertEquals(12 * each.value(), each.chain().width(1));
            assertEquals(Math.rint(6 * each.value()), each.chain().width(2));
            assertEquals(List.of("gelu false", "relu true", "log-softmax true"), kinds(each.chain()));
            assertSameData(each);
        }
    }

    @Test
    void hiddenLayersStandSeveralTimesInARow() {
        List<Networks.Variation> depths = varied("chain length", true);
        assertEquals(1, depths.size());
        Networks.Variation deeper = depths.getFirst();
        assertEquals("20 - 12 - 12 - 6 - 6 - 3", deeper.chain().toString());
        assertEquals(5, deeper.value());
        assertEquals(
                List.of("gelu false", "gelu false", "relu true", "relu true", "log-softmax true"),
                kinds(deeper.chain()));
        assertSameData(deeper);
    }

    private static List<String> kinds(Chain chain) {
        return chain.functions().stream().map(OwnNetworksTest::kind).toList();
    }

    private static String kind(ElementaryFunction function) {
        DenseLayer layer = (DenseLayer) function;
        return layer.activation().name() + " " + layer.biased();
    }

    private static void assertSameData(Networks.Variation each) {
        assertEquals(20, each.chain().width(0));
        assertEquals(3, each.chain().width(each.chain().length()));
        assertEquals(64, each.batch());
    }

    /** By their names forks are put together. */
    @Test
    void noNetworkIsThereTwice() {
        Chain narrow = Chain.inputs(5).dense(1, Activation.TANH).classes(2);
        OwnNetworks networks = new OwnNetworks(new OwnNetwork("own widths", "--widths", narrow, null), 16, false);
        Set<String> names = new HashSet<>(Set.of(narrow + " in 16"));
        networks.variations(false).forEach(each -> assertTrue(names.add(each.chain() + " in " + each.batch())));
        assertEquals(
                Set.of("batch", "chain length", "width factor"),
                networks.sweeps().keySet());
    }

    @Test
    void aloneItIsAlone() {
        OwnNetworks alone = new OwnNetworks(OWN, 64, true);
        assertEquals(List.of(), alone.variations(false));
        assertEquals(Set.of(), alone.sweeps().keySet());
    }

    @Test
    void eachNeedsRoom() {
        Chain wide = Chain.inputs(1_000).dense(10_000, Activation.TANH).classes(10); // 40 MB of parameters
        OwnNetwork own = new OwnNetwork("own widths", "--widths 1000,10000,10", wide, null);
        new OwnNetworks(own, 64, true).requireRoom(new Memory(1e9, 1e10));
        UsageError varied = assertThrows(
                UsageError.class, () -> new OwnNetworks(own, 64, false).requireRoom(new Memory(1e9, 1e10)));
        assertTrue(varied.getMessage().startsWith("--widths 1000,10000,10, varied to 1000 - "), varied.getMessage());
        assertTrue(varied.getMessage().contains("--alone varies nothing"), varied.getMessage());
        assertThrows(UsageError.class, () -> new OwnNetworks(own, 64, true).requireRoom(new Memory(1e9, 1e8)));
        Chain wider = Chain.inputs(50_000).dense(50_000, Activation.TANH).classes(10);
        OwnNetwork uncountable = new OwnNetwork("own widths", "--widths 50000,50000,10", wider, null);
        assertThrows(UsageError.class, () -> new OwnNetworks(uncountable, 1, true).requireRoom(new Memory(1e18, 1e18)));
    }

    /** A file that has lost a bias is like one of a layer that never had any: so that is said. */
    @Test
    void layersWithoutABiasAreNamed() {
        assertEquals("no bias in layer 0", SavedNetwork.unbiased(CHAIN));
        assertEquals(
                "no bias in layers 0 and 1",
                SavedNetwork.unbiased(new Chain(
                        List.of(
                                new DenseLayer(4, 3, Activation.TANH, false),
                                new DenseLayer(3, 2, Activation.LOG_SOFTMAX, false)),
                        CHAIN.loss())));
        assertEquals("", SavedNetwork.unbiased(Chain.inputs(2).classes(2)));
    }
}
