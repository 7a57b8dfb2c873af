package dev.thrice.lab.data;

import dev.thrice.command.output.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A web server with the .gz files in one place, whose address ends with a slash. */
record MirrorSource(URI place) implements Source {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    @Override
    public String name() {
        return place.toString();
    }

    @Override
    public void fetch(List<DataFile> files, Path folder) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_WITHIN)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            for (DataFile file : files) {
                download(client, file, folder);
            }
        } finally {
            client.shutdownNow(); // not close(), which would wait for a server that no longer matters
        }
    }

    private void download(HttpClient client, DataFile file, Path folder) throws IOException, InterruptedException {
        URI address = place.resolve(file.name() + ".gz");
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN).build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            receive(response, file, folder);
        } catch (IOException e) {
            throw new IOException(address + ": " + Reason.of(e), e);
        }
    }

    private static void receive(HttpResponse<InputStream> response, DataFile file, Path folder) throws IOException {
        try (InputStream body = response.body()) {
            if (response.statusCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("HTTP status " + response.statusCode());
            }
            file.receive(new GZIPInputStream(body), folder.resolve(file.name()));
        }
    }
}
