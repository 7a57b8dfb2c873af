package dev.thrice.lab.layers;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thrice.command.UserError;
import dev.thrice.command.output.Reason;
import dev.thrice.engine.chain.Chain;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Networks in JSON: the inputs, and the layers in order, each with what it is, and with the names of those whose outputs are added to its
 * own. docs/networks.md has all of it.
 */
public final class NetworkDescription {
    /** Far more than a network that can be trained here has. */
    private static final int MOST_BYTES = 1_000_000;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private NetworkDescription() {}

    /**
     * Reads a file.
     *
     * @param file its path
     * @return its network, with the negative log-likelihood
     * @throws UserError if it cannot be read, or describes no network
     */
    public static Chain read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserError(file + ": larger than " + MOST_BYTES + " bytes, expected a network in JSON");
            }
            return chain(file.toString(), bytes);
        } catch (IOException e) {
            throw new UserError("cannot read " + file + ": " + Reason.of(e));
        }
    }

    /**
     * Reads what {@link #of} wrote, or somebody else.
     *
     * @param where it is from, for messages
     * @param text of it
     * @return its network, with the negative log-likelihood
     * @throws UserError if it describes no network
     */
    public static Chain parse(String where, String text) {
        return chain(where, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Describes a network.
     *
     * @param chain of layers as they can be described, with the negative log-likelihood
     * @return JSON, to be read by {@link #read} as an equal chain
     * @throws IllegalArgumentException if a layer cannot be described, or does not take what the one before makes; the message names it
     */
    public static JsonNode of(Chain chain) {
        JsonNode description = ChainWriter.write(chain);
        if (!ChainReader.read(description).equals(chain)) {
            throw new IllegalArgumentException("description of the chain " + chain
                    + ", some layer of which takes images of other sizes than are made, expected one that takes these");
        }
        return description;
    }

    private static Chain chain(String where, byte... bytes) {
        try {
            return ChainReader.read(MAPPER.readTree(bytes));
        } catch (JsonProcessingException e) { // whose words are for programmers
            throw new UserError(where + ": no JSON, cut short, or a field twice" + place(e)
                    + ", expected an object with inputs and layers");
        } catch (CharConversionException e) {
            throw new UserError(where + ": no text in UTF-8, expected a network in JSON");
        } catch (IOException e) {
            throw new UserError(where + ": " + Reason.of(e));
        } catch (IllegalArgumentException e) {
            throw new UserError(where + ": " + e.getMessage());
        }
    }

    /** Where it cannot be read on. */
    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1 ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
