package dev.thrice.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thrice.report.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One page of a headless Chromium, driven by the DevTools protocol. */
final class DevTools implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 30;

    /** What the page complained of: exceptions, errors on the console, things that the policy did not let it load. */
    final List<String> complaints = new CopyOnWriteArrayList<>();

    /** Addresses that the page asked for. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private int lastId;

    DevTools(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(Browser.headless(program, profile, "--remote-debugging-port=0", "about:blank"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int port = port(profile);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .build();
            JsonNode pages = MAPPER.readTree(
                    client.send(list, HttpResponse.BodyHandlers.ofString()).body());
            String page = pages.get(0).get("webSocketDebuggerUrl").asText();
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(page), new Listener())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    private int port(Path profile) throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            if (Files.exists(file) && Files.readAllLines(file).size() > 1) {
                return Integer.parseInt(Files.readAllLines(file).getFirst());
            }
            Thread.sleep(20);
        }
        throw new IOException("the browser did not start");
    }

    JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        int id = ++lastId;
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", MAPPER.valueToTree(parameters));
        socket.sendText(message.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        JsonNode result = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new IOException(method + ": " + result.get("error"));
        }
        return result.get("result");
    }

    /** Loads a page at a width and in a scheme, and waits until its charts are drawn. */
    void open(Path page, int width, String scheme) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate("document.documentElement?.dataset.charts !== undefined")
                .asBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("no charts after " + PATIENCE_SECONDS + " s: " + complaints);
            }
            Thread.sleep(20);
        }
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) throws Exception {
        return evaluate(expression, false);
    }

    /** What a promise of the page comes to. */
    JsonNode await(String promise) throws Exception {
        return evaluate(promise, true);
    }

    private JsonNode evaluate(String expression, boolean await) throws Exception {
        JsonNode result = call(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", await));
        if (result.has("exceptionDetails")) {
            throw new IOException(result.get("exceptionDetails").toString());
        }
        return result.get("result").path("value");
    }

    /** Asks it to go, so that it tidies up after itself; else its profile could not be deleted cleanly. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true).join();
        try {
            process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one ->
                    one.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    receive(MAPPER.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void receive(JsonNode message) {
            if (message.has("id")) {
                CompletableFuture<JsonNode> answer =
                        answers.remove(message.get("id").asInt());
                if (answer != null) {
                    answer.complete(message);
                }
                return;
            }
            String method = message.path("method").asText();
            JsonNode params = message.path("params");
            boolean error = method.equals("Runtime.exceptionThrown")
                    || (method.equals("Runtime.consoleAPICalled")
                            && params.path("type").asText().matches("error|warning|assert"))
                    || (method.equals("Log.entryAdded")
                            && params.path("entry").path("level").asText().matches("error|warning"));
            if (error) {
                complaints.add(params.findValuesAsText("value")
                        + params.findValuesAsText("text").toString()
                        + params.findValuesAsText("description"));
            }
            if (method.equals("Network.requestWillBeSent")) {
                requests.add(params.path("request").path("url").asText());
            }
        }
    }
}
